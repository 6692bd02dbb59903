# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: E501 - a pair of sentences on one line each is what can be compared by eye
"""Sentences of fraud warnings and vigil notices, each in English and Hindi, with the same places to fill.

Both halves of a pair carry the same digits: lint compares the numbers of a text and its translation.
"""

Pair = tuple[str, str]

TITLES: tuple[Pair, ...] = (
    ("{pretext} from {A} {B} in {place} costs {sum} rupees", "{place} में {A} {B} के नाम पर {pretext}: {sum} रुपये की ठगी"),
    (
        "{A} {B} takes {sum} rupees from people in {place} with {pretext}",
        "{A} {B} {pretext} के बहाने {place} के लोगों से {sum} रुपये ठग रहा है",
    ),
    (
        "{A} {B} app empties accounts of {sum} rupees after {channel}",
        "{channel} के बाद {A} {B} ऐप {sum} रुपये के खाते ख़ाली कर देता है",
    ),
    ("{claim} named {A} {B} asks {place} for {sum} rupees", "{A} {B} नाम का {claim} {place} में {sum} रुपये माँगता है"),
    (
        "{pretext} by {A} {B}: {channel}, then {sum} rupees are gone",
        "{A} {B} का {pretext}: पहले {channel}, फिर {sum} रुपये ग़ायब",
    ),
    ("{A} {B} pretends to be {claim} and wants {sum} rupees", "{A} {B} ख़ुद को {claim} बताकर {sum} रुपये चाहता है"),
)
VIGIL_TITLES: tuple[Pair, ...] = (
    (
        "{goods} sold as {A} {B} around {place} for {sum} rupees",
        "{place} के आसपास {A} {B} नाम से {sum} रुपये में बिक रहे {goods}",
    ),
    ("{A} {B} shops offer {goods} for {sum} rupees", "{A} {B} की दुकानें {sum} रुपये में {goods} बेच रही हैं"),
    (
        "watch for {goods} under {A} {B} from {place}, {sum} rupees each",
        "{place} से {A} {B} नाम के {goods} पर नज़र रखें, दाम {sum} रुपये",
    ),
)
SUMMARIES: tuple[Pair, ...] = (
    (
        "People in {place} get {channel} about {pretext} and lose {sum} rupees or more to {A}. Do not pay, do not install anything, and call 1930 if money has gone.",
        "{place} में लोगों को {pretext} के बारे में {channel} मिलता है और {A} में {sum} रुपये या ज़्यादा चले जाते हैं। न पैसे दें, न कुछ इंस्टॉल करें; पैसे गए हों तो 1930 पर कॉल करें।",
    ),
    (
        "Whoever calls as {claim} for {A} is a thief. {count} complaints from {place} speak of {pretext} and of {sum} rupees each; end the call and tell your bank.",
        "{A} की ओर से {claim} बनकर कॉल करने वाला ठग है। {place} से {count} शिकायतों में {pretext} और {sum} रुपये की बात है; कॉल काटें और बैंक को बताएँ।",
    ),
    (
        "{A} starts with {channel} and ends with an empty account. The bait is {pretext}, the loss is often above {sum} rupees; nobody genuine hurries you like this.",
        "{A} की शुरुआत {channel} से होती है और अंत ख़ाली खाते पर। चारा {pretext} है, नुकसान अकसर {sum} रुपये से ज़्यादा; कोई असली संस्था ऐसी जल्दी नहीं मचाती।",
    ),
)
CARD_TITLE: Pair = ("{A}: pay nothing for {pretext}", "{A}: {pretext} के लिए पैसे मत दीजिए")
CARD_MESSAGE: Pair = (
    "Somebody calls as {claim} for {A}. Pay nothing and share no OTP. End the call, and ask on a number that you know.",
    "कोई {claim} बनकर {A} के नाम पर कॉल करता है। पैसे मत दीजिए, ओटीपी मत बताइए। कॉल काटिए और जाने-पहचाने नंबर पर ख़ुद पूछिए।",
)
VIGIL_SUMMARIES: tuple[Pair, ...] = (
    (
        "Offers of {goods} under the name {A} have been seen {count} times this month. Marketplaces and couriers are asked to look for them and to take them down.",
        "{A} नाम से {goods} की पेशकश इस महीने {count} बार देखी गई है। मार्केटप्लेस और कूरियर कंपनियाँ इन्हें खोजें और हटाएँ।",
    ),
    (
        "{goods} must not be sold online, yet {A} ships them from {place} for {sum} rupees. Report every offer; do not buy one as a test.",
        "{goods} ऑनलाइन नहीं बेचे जा सकते, फिर भी {A} {place} से {sum} रुपये में भेज रहा है। हर पेशकश की सूचना दें; जाँच के लिए भी न ख़रीदें।",
    ),
)
OPENINGS: tuple[Pair, ...] = (
    (
        "The trick is old, the name is new: {A} was first reported in {place} and has spread to the districts around it.",
        "चाल पुरानी है, नाम नया: {A} की पहली शिकायत {place} से आई और अब आसपास के ज़िलों तक पहुँच गई है।",
    ),
    (
        "Several families in {place} have lost their savings to people who speak of {pretext} and sound as if they had all day.",
        "{place} के कई परिवारों की बचत ऐसे लोगों के हाथ लगी है जो {pretext} की बात करते हैं और बड़े आराम से बोलते हैं।",
    ),
    (
        "It begins harmlessly, with {channel} that anybody could get, and it ends with {sum} rupees on the way to a stranger.",
        "शुरुआत मामूली होती है, ऐसे {channel} से जो किसी को भी आ सकता है, और अंत में {sum} रुपये किसी अजनबी के पास चले जाते हैं।",
    ),
    (
        "Nobody who loses money to {A} is foolish. The callers have done this {count} times before and know every doubt you may have.",
        "{A} में पैसे गँवाने वाला कोई मूर्ख नहीं होता। कॉल करने वाले यह {count} बार कर चुके हैं और आपकी हर शंका जानते हैं।",
    ),
    (
        "This notice replaces rumours that have gone round in {place}: here is what is known, and what is not.",
        "{place} में जो अफ़वाहें चल रही हैं, उनकी जगह यह सूचना पढ़ें: क्या पता है और क्या नहीं।",
    ),
    (
        "Students, shopkeepers and pensioners alike have met {claim} who does not exist.",
        "छात्र, दुकानदार और पेंशनभोगी, सबका सामना ऐसे व्यक्ति से हुआ है जो ख़ुद को {claim} बताता है और असल में है नहीं।",
    ),
)
STORY: tuple[Pair, ...] = (
    (
        "First comes {channel}. It names {pretext} and a deadline, so that you act before you think.",
        "पहले {channel} आता है। उसमें {pretext} और समय सीमा लिखी होती है, ताकि आप सोचने से पहले कर बैठें।",
    ),
    (
        "The caller introduces himself as {claim}, knows your name and reads out the last digits of an old bill.",
        "कॉल करने वाला ख़ुद को {claim} बताता है, आपका नाम जानता है और किसी पुराने बिल के आख़िरी अंक पढ़कर सुनाता है।",
    ),
    (
        "Then you are asked to install {A}, which looks like a form but can read your messages.",
        "फिर आपसे {A} इंस्टॉल करने को कहा जाता है, जो दिखने में फ़ॉर्म है पर आपके संदेश पढ़ सकता है।",
    ),
    (
        "A small payment of {small} rupees is asked for as proof. It shows the thieves which account works.",
        "सबूत के तौर पर {small} रुपये का छोटा भुगतान माँगा जाता है। इससे ठगों को पता चलता है कि कौन-सा खाता चालू है।",
    ),
    (
        "Within {minutes} minutes the sum grows to {sum} rupees, each step with a reason that sounds official.",
        "{minutes} मिनट में रकम {sum} रुपये तक पहुँच जाती है, और हर कदम की वजह सरकारी-सी लगती है।",
    ),
    (
        "The money passes through {hops} accounts before it is drawn as cash in another state.",
        "पैसा {hops} खातों से होकर गुज़रता है और दूसरे राज्य में नकद निकाल लिया जाता है।",
    ),
    (
        "A second person joins, speaks as the superior of the first, and promises that everything will be paid back.",
        "दूसरा व्यक्ति जुड़ता है, पहले का अफ़सर बनकर बोलता है और भरोसा देता है कि सारा पैसा लौटा दिया जाएगा।",
    ),
    (
        "Some are kept on the line for {hours} hours and told to speak to nobody, not even to the family.",
        "कुछ लोगों को {hours} घंटे तक लाइन पर रखा जाता है और कहा जाता है कि किसी से बात न करें, घर वालों से भी नहीं।",
    ),
    (
        "Others are added to a group in which {count} members praise {A} all day. They are all the same few people.",
        "कुछ लोगों को ऐसे ग्रुप में जोड़ा जाता है जहाँ {count} सदस्य दिन भर {A} की तारीफ़ करते हैं। वे सब वही गिने-चुने लोग हैं।",
    ),
    (
        "The page that opens copies the colours of a real company; only its address is wrong.",
        "जो पेज खुलता है, वह असली कंपनी के रंगों की नकल है; ग़लत सिर्फ़ उसका पता होता है।",
    ),
    (
        "Victims in {place} report that the screen went dark for a moment; at that time the thief was using it.",
        "{place} के पीड़ित बताते हैं कि स्क्रीन कुछ देर के लिए काली हो गई; उसी समय ठग उसे चला रहा था।",
    ),
    (
        "When the victim hesitates, a threat follows: the connection will be cut, the account blocked, the parcel destroyed.",
        "पीड़ित हिचके तो धमकी आती है: कनेक्शन कटेगा, खाता बंद होगा, पार्सल नष्ट कर दिया जाएगा।",
    ),
    (
        "After the payment the number is switched off, and {B}, under which everything was signed, is unknown to any register.",
        "भुगतान के बाद नंबर बंद हो जाता है, और {B}, जिसके नाम से सब कुछ लिखा गया था, किसी रजिस्टर में नहीं मिलता।",
    ),
    (
        "The same people come back weeks later as lawyers who will recover the loss for a fee of {small} rupees.",
        "वही लोग हफ़्तों बाद वकील बनकर लौटते हैं और {small} रुपये की फ़ीस में पैसा वापस दिलाने का वादा करते हैं।",
    ),
    (
        "Accounts for receiving the money are rented from students, who are told that it is a part-time job.",
        "पैसा लेने के खाते छात्रों से किराए पर लिए जाते हैं, जिन्हें बताया जाता है कि यह पार्ट-टाइम नौकरी है।",
    ),
    (
        "Of the complaints so far, {percent} percent came from people who had searched for help with {pretext} themselves.",
        "अब तक की शिकायतों में {percent} प्रतिशत ऐसे लोगों की हैं जिन्होंने {pretext} के लिए ख़ुद ही मदद खोजी थी।",
    ),
)
SIGNS: tuple[Pair, ...] = (
    (
        "You are asked for an OTP, a PIN or the code on the back of the card.",
        "आपसे ओटीपी, पिन या कार्ड के पीछे का कोड माँगा जाता है।",
    ),
    ("You have to pay {small} rupees before you get anything.", "कुछ मिलने से पहले {small} रुपये देने पड़ते हैं।"),
    (
        "{A} is in no official store and comes as a file in a chat.",
        "{A} किसी आधिकारिक स्टोर में नहीं है और चैट में फ़ाइल बनकर आता है।",
    ),
    ("The caller forbids you to hang up or to ask anybody.", "कॉल करने वाला फ़ोन काटने या किसी से पूछने से मना करता है।"),
    (
        "To receive money you are told to scan a code and enter your PIN.",
        "पैसे पाने के लिए कोड स्कैन करके पिन डालने को कहा जाता है।",
    ),
    (
        "The letter with the seal has spelling mistakes, and its number {number} is always the same.",
        "मुहर वाली चिट्ठी में वर्तनी की ग़लतियाँ हैं, और उसका नंबर {number} हर बार वही रहता है।",
    ),
    (
        "A deadline of {hours} hours is named, and it is always today.",
        "{hours} घंटे की मोहलत दी जाती है, और वह हमेशा आज की होती है।",
    ),
    (
        "The profit shown in the app cannot be drawn without another payment.",
        "ऐप में दिखा मुनाफ़ा एक और भुगतान के बिना नहीं निकलता।",
    ),
    (
        "{claim} writes from a private number and has no office in {place}.",
        "{claim} निजी नंबर से लिखता है और {place} में उसका कोई दफ़्तर नहीं है।",
    ),
    ("The page asks for rights over messages, contacts and the screen.", "पेज संदेशों, संपर्कों और स्क्रीन की अनुमति माँगता है।"),
    ("The price is {percent} percent below that of every other shop.", "दाम बाकी हर दुकान से {percent} प्रतिशत कम है।"),
    (
        "The payee on the screen is a person whose name you have never heard.",
        "स्क्रीन पर पाने वाले का नाम ऐसा है जो आपने कभी सुना ही नहीं।",
    ),
)
NOW: tuple[Pair, ...] = (
    (
        "End the call. A genuine office does not mind being called back on its printed number.",
        "कॉल काट दें। असली दफ़्तर को इससे आपत्ति नहीं होती कि आप छपे नंबर पर वापस कॉल करें।",
    ),
    (
        "Install nothing that comes in a chat, and remove {A} if it is already there.",
        "चैट में आई कोई चीज़ इंस्टॉल न करें, और {A} पहले से हो तो हटा दें।",
    ),
    (
        "Speak to somebody you trust before you pay even {small} rupees.",
        "{small} रुपये भी देने से पहले किसी भरोसेमंद व्यक्ति से बात करें।",
    ),
    (
        "Keep the messages and take pictures of the screen; they help the investigation.",
        "संदेश सँभालकर रखें और स्क्रीन की तस्वीर लें; जाँच में काम आती हैं।",
    ),
    (
        "Open the app of your bank yourself and look there; follow no link.",
        "अपने बैंक का ऐप ख़ुद खोलकर देखें; किसी लिंक से न जाएँ।",
    ),
    (
        "Tell elderly relatives about {pretext} at the next meal: they are called most.",
        "अगले भोजन पर घर के बुज़ुर्गों को {pretext} के बारे में बताएँ: सबसे ज़्यादा कॉल उन्हीं को आती हैं।",
    ),
)
PAID: tuple[Pair, ...] = (
    (
        "Call 1930 at once; in the first {minutes} minutes the money can often still be stopped.",
        "तुरंत 1930 पर कॉल करें; पहले {minutes} मिनट में पैसा अकसर रोका जा सकता है।",
    ),
    (
        "Complete the complaint on [the cyber-crime portal](https://cybercrime.gov.in/) the same day and keep its number.",
        "उसी दिन [साइबर क्राइम पोर्टल](https://cybercrime.gov.in/) पर शिकायत पूरी करें और उसका नंबर रखें।",
    ),
    (
        "Have your bank block the card and the UPI handle, and ask for it in writing.",
        "बैंक से कार्ड और यूपीआई बंद करवाएँ, और यह लिखित में माँगें।",
    ),
    ("Do not pay anybody who offers to bring the money back.", "पैसा वापस दिलाने का वादा करने वाले किसी को भी पैसे न दें।"),
)
COMPANIES: tuple[Pair, ...] = (
    (
        "Compare new payees with the indicators below before {hours} hours have passed.",
        "{hours} घंटे के भीतर नए पाने वालों का नीचे दिए संकेतकों से मिलान करें।",
    ),
    (
        "Hold payments above {sum} rupees to accounts that are less than {days} days old.",
        "{days} दिन से कम पुराने खातों में {sum} रुपये से ऊपर के भुगतान रोककर जाँचें।",
    ),
    (
        "Show customers one sentence at the moment of payment: nobody who owes you money needs your PIN.",
        "भुगतान के समय ग्राहक को एक वाक्य दिखाएँ: जो आपको पैसा देगा, उसे आपका पिन नहीं चाहिए।",
    ),
    (
        "Report to the cell how many customers were reached and how many had paid.",
        "सेल को बताएँ कि कितने ग्राहकों तक बात पहुँची और कितनों ने भुगतान किया था।",
    ),
    (
        "Take down advertisements that name {A} or {B} in any spelling.",
        "{A} या {B} के नाम वाले विज्ञापन हटा दें, वर्तनी कोई भी हो।",
    ),
    ("Keep the logs of the last {days} days; they will be asked for.", "पिछले {days} दिन के लॉग सँभालकर रखें; वे माँगे जाएँगे।"),
)
VIGIL_STORY: tuple[Pair, ...] = (
    (
        "Listings for {goods} appear at night, stay up for about {hours} hours and come back under a new seller.",
        "{goods} के विज्ञापन रात में आते हैं, लगभग {hours} घंटे रहते हैं और नए विक्रेता के नाम से लौट आते हैं।",
    ),
    (
        "The pictures show something harmless; the name {A} in the text tells buyers what is meant.",
        "तस्वीर में कोई मामूली चीज़ होती है; लिखा हुआ नाम {A} ख़रीदार को असली बात बता देता है।",
    ),
    (
        "Parcels are handed in at small counters around {place}, declared as toys or spare parts, at a value of {small} rupees.",
        "पार्सल {place} के आसपास छोटे काउंटरों पर दिए जाते हैं, खिलौने या पुर्ज़े बताकर, मूल्य {small} रुपये।",
    ),
    (
        "Payment goes to {hops} changing accounts, never through the marketplace.",
        "भुगतान बदलते हुए {hops} खातों में जाता है, मार्केटप्लेस से कभी नहीं।",
    ),
    (
        "Of {count} test searches, {percent} percent found at least one offer.",
        "{count} जाँच-खोजों में से {percent} प्रतिशत में कम से कम एक पेशकश मिली।",
    ),
    (
        "Buyers who complain are threatened with a police case by the sellers themselves.",
        "शिकायत करने वाले ख़रीदारों को विक्रेता ही पुलिस केस की धमकी देते हैं।",
    ),
    (
        "The sellers move to a private channel called {B} after the first message.",
        "पहले संदेश के बाद विक्रेता {B} नाम के निजी चैनल पर चले जाते हैं।",
    ),
)
VIGIL_SIGNS: tuple[Pair, ...] = (
    ("The word {A} stands in the listing without any meaning.", "विज्ञापन में {A} शब्द बिना किसी अर्थ के लिखा होता है।"),
    (
        "The price of {sum} rupees does not fit the thing in the picture.",
        "{sum} रुपये का दाम तस्वीर वाली चीज़ से मेल नहीं खाता।",
    ),
    ("The seller has been there for less than {days} days.", "विक्रेता {days} दिन से भी कम पुराना है।"),
    (
        "The sender's address in {place} is a shop that knows nothing of it.",
        "भेजने वाले का {place} का पता ऐसी दुकान का है जिसे कुछ मालूम नहीं।",
    ),
    ("Questions are answered only outside the marketplace.", "सवालों के जवाब मार्केटप्लेस के बाहर ही दिए जाते हैं।"),
)
ACTION_TEXTS: dict[str, tuple[str, ...]] = {
    "block": ("Block the listed payees and addresses, and whatever else the same holder has opened.",
              "Block new registrations that use {A} or {B} as a name."),
    "hold": ("Hold payments to the listed accounts until the holder has been verified.",
             "Hold parcels declared by {A} until they have been looked at."),
    "monitor": ("Watch for further names that resemble {A} and report them.",
                "Watch customer-care chats for questions about {A}."),
    "delist": ("Take down every listing and advertisement that names {A}.",),
    "inform-users": ("Show customers a notice about {A} before they pay a new payee.",
                     "Tell customers in {place} by app that nobody of yours calls about this."),
    "report": ("Report matches, and sums that could be held, to the cell.",),
}  # fmt: skip
WITHDRAWALS = (
    "The reports were about a genuine company of a similar name.",
    "Checked again with the bank concerned: the payments were disputed for another reason.",
    "Published twice by mistake.",
)
REVISIONS = (
    "Further indicators from {place}.",
    "Deadline moved, because the platform confirmed the reports.",
    "How to recognise it was made clearer after questions from members.",
    "The sum lost was corrected.",
    "{B} added, under which the same people now appear.",
)
