# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a pair of sentences on one line each is what can be compared by eye
"""Sentences of software-upgrade notes, each in English and Hindi, with the same places to fill."""

Pair = tuple[str, str]

TITLES: tuple[Pair, ...] = (
    ("{A} {B} flaw in {vendor} {product} up to {last} {flaw}", "{vendor} {product} {last} तक की {A} {B} कमी {flaw}"),
    (
        "{vendor} {product} before {fixed}: {A} {B} flaw {flaw}",
        "{fixed} से पुराना {vendor} {product}: {A} {B} कमी {flaw}",
    ),
    (
        "upgrade {vendor} {product} to {fixed}, the {A} {B} bug {flaw}",
        "{vendor} {product} को {fixed} पर लाएँ: {A} {B} कमी {flaw}",
    ),
)
SUMMARIES: tuple[Pair, ...] = (
    (
        "A flaw in {vendor} {product}, called {A} by its finder, {flaw}. Version {fixed} mends it; until then close the port to the internet.",
        "{vendor} {product} की एक कमी, जिसे खोजने वाले ने {A} नाम दिया, {flaw}। संस्करण {fixed} में सुधार है; तब तक पोर्ट इंटरनेट के लिए बंद रखें।",
    ),
    (
        "{count} servers in the state still run {vendor} {product} with a flaw that {flaw}. Upgrade to {fixed} before the deadline and report when it is done.",
        "राज्य में {count} सर्वर अब भी {vendor} {product} की ऐसी कमी के साथ चल रहे हैं जो {flaw}। समय सीमा से पहले {fixed} पर जाएँ और पूरा होने पर बताएँ।",
    ),
)
OPENINGS: tuple[Pair, ...] = (
    (
        "The flaw {flaw}. For a shop or a payment gateway that means other people's orders, and other people's money.",
        "यह कमी {flaw}। दुकान या पेमेंट गेटवे के लिए इसका अर्थ है दूसरों के ऑर्डर और दूसरों का पैसा।",
    ),
    (
        "Working attacks have been seen within {days} days of the vendor's notice, {count} of them from one network.",
        "कंपनी की सूचना के {days} दिन के भीतर हमले देखे गए, जिनमें {count} एक ही नेटवर्क से थे।",
    ),
    (
        "{vendor} rates it {score} out of 10, because no account and no click is needed.",
        "{vendor} ने इसे 10 में से {score} अंक दिए हैं, क्योंकि न खाते की ज़रूरत है न किसी क्लिक की।",
    ),
    (
        "The finder, who calls it {A}, has published how it works; an attack needs one request.",
        "खोजने वाले ने, जो इसे {A} कहता है, तरीका छाप दिया है; हमले के लिए एक अनुरोध काफ़ी है।",
    ),
)
AFFECTED: tuple[Pair, ...] = (
    (
        "{product} up to {last} is affected, on every operating system.",
        "{product} {last} तक हर ऑपरेटिंग सिस्टम पर प्रभावित है।",
    ),
    (
        "Versions of the branch {branch} are affected whether or not the {B} module is switched on.",
        "शाखा {branch} के संस्करण प्रभावित हैं, {B} मॉड्यूल चालू हो या नहीं।",
    ),
    (
        "The version stands on the start page and in the first line of the log.",
        "संस्करण पहले पेज पर और लॉग की पहली पंक्ति में लिखा होता है।",
    ),
    (
        "Containers count as well: ask whoever built them which {product} is inside.",
        "कंटेनर भी गिने जाएँगे: बनाने वाले से पूछें कि अंदर कौन-सा {product} है।",
    ),
    (
        "Branches older than {branch} get no updates any more and must be replaced.",
        "{branch} से पुरानी शाखाओं को अब सुधार नहीं मिलते, उन्हें बदलना होगा।",
    ),
)
STEPS: tuple[Pair, ...] = (
    (
        "Write down the version that runs now, and who depends on it.",
        "अभी चल रहा संस्करण लिख लें, और यह भी कि उस पर कौन निर्भर है।",
    ),
    (
        "Save the settings and the database, and try the copy on another machine.",
        "सेटिंग और डेटाबेस का बैकअप लें और दूसरी मशीन पर जाँचें।",
    ),
    (
        "Announce a pause of {minutes} minutes to the shops that use the interface.",
        "इंटरफ़ेस चलाने वाली दुकानों को {minutes} मिनट के विराम की सूचना दें।",
    ),
    (
        "Install {fixed} from the vendor's own store, not from a mirror.",
        "{fixed} कंपनी के अपने स्टोर से ही लगाएँ, किसी और जगह से नहीं।",
    ),
    (
        "Change every key and password that {product} knew: they may have been read.",
        "{product} को पता हर कुंजी और पासवर्ड बदलें: वे पढ़े जा चुके हो सकते हैं।",
    ),
    (
        "Look through the logs of the last {days} days for requests that carry the word {A}.",
        "पिछले {days} दिन के लॉग में {A} शब्द वाले अनुरोध खोजें।",
    ),
    ("Make a payment of 1 rupee as a test and cancel it.", "जाँच के लिए 1 रुपये का भुगतान करें और रद्द करें।"),
    ("Tell the cell that it is done, with the version and the time.", "संस्करण और समय के साथ सेल को बताएँ कि काम हो गया।"),
    (
        "Keep the old version apart for {days} days in case something else breaks.",
        "कुछ और बिगड़े तो उसके लिए पुराना संस्करण {days} दिन अलग रखें।",
    ),
)
WORKAROUNDS: tuple[Pair, ...] = (
    ("Close port {port} to everybody but the office network.", "दफ़्तर के नेटवर्क के सिवा सबके लिए पोर्ट {port} बंद करें।"),
    ("Switch the {B} module off; only reports need it.", "{B} मॉड्यूल बंद करें; उसकी ज़रूरत सिर्फ़ रिपोर्टों को है।"),
    ("Have the proxy refuse requests longer than {limit} bytes.", "प्रॉक्सी से {limit} बाइट से लंबे अनुरोध रुकवाएँ।"),
    (
        "This only gains time: an attacker who is already inside stays there.",
        "इससे केवल समय मिलता है: जो हमलावर अंदर आ चुका है, वह वहीं रहेगा।",
    ),
    ("There is no full remedy but the upgrade.", "अपग्रेड के सिवा कोई पूरा उपाय नहीं है।"),
)
ACTION_TEXTS: dict[str, tuple[str, ...]] = {
    "patch": ("Upgrade {product} to {fixed}, on test systems too.", "Upgrade {product}, then change the keys it knew."),
    "monitor": ("Look through the logs for attempts, and keep them.", "Watch {product} for accounts that nobody made."),
    "report": ("Report to the cell which versions ran, and since when they no longer do.",),
}
REVISIONS = (
    "The vendor has mended the branch {branch} as well.",
    "Attacks have been seen: the deadline is nearer.",
    "The workaround was made clearer.",
)
