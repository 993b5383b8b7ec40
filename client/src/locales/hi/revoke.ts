import type { revoke as reference } from "../en/revoke.ts";

export const revoke: Readonly<Record<keyof typeof reference, string>> = {
  "revoke.state.wiping": "ख़ुद को खाली करने को कहा गया",
  "revoke.state.empty": "खाली",
  "revoke.open.device": "बंद करें",
  "revoke.open.person": "खाता बंद करें",
  "revoke.open.back": "वापस दें",
  "revoke.title.device": "फ़ोन {name}",
  "revoke.title.person": "{name} का खाता",
  "revoke.what": "क्या करना है",
  "revoke.action.device.revoke": "बंद करें (खोया या चोरी)",
  "revoke.action.device.wipe": "फ़ोन ख़ुद को खाली करे",
  "revoke.action.device.reinstate": "फ़ोन वापस दें",
  "revoke.action.person.revoke": "खाता बंद करें",
  "revoke.action.person.wipe": "खाता बंद करें",
  "revoke.action.person.reinstate": "खाता फिर खोलें",
  "revoke.effect.device.revoke":
    "एक सेकंड में इसका संपर्क कट जाएगा। अगली बार इंटरनेट मिलते ही यह, जो नहीं भेजा गया, सौंप देगा और ख़ुद को खाली कर लेगा। सौंपा हुआ “मंज़ूरी बाकी” में रहेगा, जब तक कोई मंज़ूर न करे। जो फ़ोन कभी ऑनलाइन न आए, उसके रिकॉर्ड PIN के पीछे सीलबंद रहते हैं।",
  "revoke.effect.device.wipe":
    "एक सेकंड में इसका संपर्क कट जाएगा। अगली बार इंटरनेट मिलते ही यह, जो नहीं भेजा गया, भेज देगा (वह हमेशा की तरह रिकॉर्ड में जाएगा) और ख़ुद को खाली कर लेगा। बाद में लोग इस पर नए फ़ोन की तरह साइन इन कर सकते हैं।",
  "revoke.effect.device.reinstate": "लोग इस पर फिर साइन इन कर सकते हैं। इसमें जो रखा है, वह नहीं खोएगा।",
  "revoke.effect.person.revoke":
    "एक सेकंड में हर फ़ोन पर इनका संपर्क कट जाएगा। जो नहीं भेजा गया, वह सौंपा जाएगा और “मंज़ूरी बाकी” में रहेगा। इनका लिखा हुआ बना रहेगा।",
  "revoke.effect.person.wipe": "यह किसी व्यक्ति के साथ नहीं किया जा सकता।",
  "revoke.effect.person.reinstate": "ये पुराने पासवर्ड से फिर साइन इन कर सकते हैं।",
  "revoke.type": "आगे बढ़ने के लिए {id} लिखें",
  "revoke.done.device.revoke": "फ़ोन बंद है। अगली बार इंटरनेट मिलते ही यह सौंपेगा और खाली हो जाएगा।",
  "revoke.done.device.wipe": "फ़ोन का संपर्क कट गया। अगली बार इंटरनेट मिलते ही यह सब भेजकर खाली हो जाएगा।",
  "revoke.done.device.reinstate": "फ़ोन फिर इस्तेमाल हो सकता है।",
  "revoke.done.person.revoke": "खाता बंद है।",
  "revoke.done.person.wipe": "खाता बंद है।",
  "revoke.done.person.reinstate": "खाता फिर खुला है।",
  "revoke.book": "क्या-क्या किया गया",
  "revoke.book.empty": "अभी कुछ बंद नहीं किया गया।",
  "revoke.book.empty.device": "फ़ोन {id} कहता है कि वह खाली है",
  "revoke.book.counts":
    "{user}: {handedIn, plural, =0 {सौंपने को कुछ बाकी नहीं था} one {# रिकॉर्ड सौंपा} other {# रिकॉर्ड सौंपे}}{lost, plural, =0 {, कुछ नहीं खोया} one {, # खोया} other {, # खोए}}",
  "code.confirmation-wrong": "आईडी फिर ठीक वैसे ही लिखें जैसे वहाँ है।",
  "code.unknown-device": "ऐसा कोई फ़ोन नहीं है।",
  "code.role-refused": "एडमिन को सिर्फ़ एडमिन बंद कर सकता है।",
  "code.not-yourself": "कोई ख़ुद को बंद नहीं करता। दूसरे एडमिन से कहें।",
  "code.already-wiped": "यह फ़ोन कह चुका है कि वह खाली है। लोग इस पर नए सिरे से साइन इन करें।",
};
