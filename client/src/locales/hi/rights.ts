export const rights = {
  "rights.none": "आपकी भूमिका में इसकी अनुमति नहीं है",
  "rights.none.long": "कुछ भी नहीं बदला गया। काम के लिए ज़रूरी हो तो प्रशासक से यह भूमिका जोड़ने को कहें।",
  "rights.noPatients": "यहाँ अभी कोई मरीज़ नहीं है।",
} as const;
