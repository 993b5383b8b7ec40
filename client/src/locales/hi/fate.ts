import type { fate as reference } from "../en/fate.ts";

export const fate: Readonly<Record<keyof typeof reference, string>> = {
  "fate.open": "यह एडमिन के पास है, अभी फ़ैसला नहीं हुआ।",
  "fate.accepted": "एडमिन ने मंज़ूर किया: यह आपके नाम से मरीज़ के रिकॉर्ड में है।",
  "fate.rejected": "एडमिन ने नामंज़ूर किया: यह रखा हुआ है, मरीज़ के रिकॉर्ड से बाहर।",
  "fate.by": "{name}: “{reason}”",
  "fate.elsewhere": "दूसरे फ़ोन से सौंपे गए",
  "fate.elsewhere.long": "आपके वे रिकॉर्ड जो बंद हुए फ़ोन से आए।",
  "fate.count.open":
    "{n, plural, one {# रिकॉर्ड पर एडमिन का फ़ैसला बाकी} other {# रिकॉर्ड पर एडमिन का फ़ैसला बाकी}}",
  "fate.count.accepted":
    "{n, plural, one {# रिकॉर्ड आपके नाम से मरीज़ के रिकॉर्ड में है} other {# रिकॉर्ड आपके नाम से मरीज़ों के रिकॉर्ड में हैं}}",
  "fate.count.rejected": "{n, plural, one {# रिकॉर्ड नामंज़ूर हुआ} other {# रिकॉर्ड नामंज़ूर हुए}}",
};
