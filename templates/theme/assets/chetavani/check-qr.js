// SPDX-License-Identifier: Apache-2.0
// Reads QR codes where the browser can (Shape Detection API): from the camera or from an image. Nothing is sent anywhere.

const PAUSE = 150; // ms between two looks: a cheap phone stays usable

export async function canRead() {
  try {
    return "BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch { return false; }
}

const detector = () => new BarcodeDetector({ formats: ["qr_code"] });

// Returns the text of the first code in an image file, "" if there is none. Throws if it is no image.
export async function readImage(file) {
  const image = await createImageBitmap(file);
  try {
    const [code] = await detector().detect(image);
    return code?.rawValue ?? "";
  } finally { image.close(); }
}

// A camera whose picture is in a <video>. `start` resolves with the text of the first code that it sees, or with "" once
// `stop` has been called; it throws if there is no camera or it may not be used. The camera is off afterwards.
export class Camera {
  constructor(video) {
    this.video = video;
    this.stream = null;
  }

  async start() {
    const reader = detector();
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment" } });
    this.stop();
    this.stream = stream;
    try {
      this.video.srcObject = stream;
      await this.video.play();
      while (this.stream === stream) {
        const [code] = await reader.detect(this.video);
        if (code?.rawValue && this.stream === stream) { return code.rawValue; }
        await new Promise((done) => { setTimeout(done, PAUSE); });
      }
      return "";
    } finally {
      stream.getTracks().forEach((track) => track.stop());
      if (this.stream === stream) { this.stop(); }
    }
  }

  stop() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }
}
