# SPDX-License-Identifier: Apache-2.0
"""The preview: a server on this machine that rebuilds what a save touches and has the browser load it again.

The pages are those of a build, byte for byte; only on their way to the browser a script is added, which shows what lint
says about them and waits for the next build. A save with findings that stop a build keeps the last good pages.
"""
