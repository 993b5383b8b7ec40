import { plainSpelling } from "./words.ts";

/**
 * Spellings of one name that no sound rule brings together: abbreviations, anglicised surnames, and Arabic names
 * through several scripts. The first of each line is the one compared. Collected for this project from the traps in
 * the matching notes and common usage; add a line when a clinic reports a pair that was missed.
 */
const GROUPS = `
mohammad mohd md mohamed mohammed muhammad muhammed mohamad mohamud mahammad mohmad muhamad mohammod mahomed mohamid mo
ahmad ahmed ahamed ahamad ahemad ahmmed ehmad
hussain husain hussein hosain hossain hosen husen hoosain
shaikh sheikh sk shekh shaik sheik shek sekh
syed sayyed sayed saiyad saiyed sayyid syad
abdul abdool abd abdal abdoul
khatun khatoon khatoom khatan
begum begam begham beegum
qureshi kureshi quraishi koreshi qureshy
ansari ansary ansaree
fatima fatema phatima fathima fatma fatimah phatema
aisha ayesha ayisha aysha aisa ayesa
khadija khadeeja khatija kadija khadeja
yusuf yousuf yousaf yusaf usuf yusoof yousef
ibrahim ebrahim ibraheem ebraheem ibrahem
ismail ismael esmail ismayil
usman osman uthman othman usmaan
umar omar umer omer
iqbal ikbal eqbal ekbal
yaqub yakub yaqoob yakoob yacoob yakob
rahman rehman rahaman rehaman rahiman
nur noor nure noorun
hasan hassan hosan hasen
mustafa mostafa mustapha musthafa
mahmud mehmood mahmood mahamud mehmud
sultana sulthana soltana
parvin parveen perveen parbin parvina
kumar kr kmr kumaar coomar
kumari kum kmri km ku
prasad pd prosad prashad pershad persad
singh sinh sing singha shingh
chaudhari chaudhary choudhary choudhury chowdhury chaudhri chowdhary chaudhry choudhry choudhari choudhuri chaudhuri chaudhury chowdhuri
bhattacharya bhattacharjee bhattacharyya bhattacharji bhattachariya
banerjee banerji bandyopadhyay bandopadhyay bannerjee bandyopadhyaya
mukherjee mukerji mookerjee mukhopadhyay mukharji mukharjee mukhopadhyaya
chatterjee chatterji chattopadhyay chaterjee chattopadhyaya
ganguly gangopadhyay ganguli gangoly
thakur thakor tagore thakkur
tiwari tewari tivari tiwary tewary
dubey dube dubay doobey
pandey pande panday pandeya
chaubey choubey chaube choube
mishra misra mishro
upadhyay upadhyaya upadhya upadhyai
jha jah
lakshman laxman lakhan lachhman lachman lakshmanan laxmanan
lakshmi laxmi lachmi lakhmi luxmi lachhmi lakshmy latcumi latchumi latsumi
krishna krishnan krushna kistna krisna
vishnu bishnu vishun bishun
rao rau raw row
reddy reddi redy
gowda gauda gouda gawda
iyer aiyar ayyar ayer
iyengar ayyangar aiyangar
nair nayar naiyar
pillai pillay pille pilla
subramaniam subramanian subramanyam subrahmanyam subramani subramaniyan subramaniyam subbramani
venkat venkata venkatta vengat
venkatesh venkateswaran venkateswarlu venkatesan venkateshwar venkateshwaran
balasubramaniam balasubramanian balasubramanyam balasubramani
naidu nayudu naydu
murthy murti moorthy moorthi murthi
srinivas srinivasan sreenivas shrinivas srinivasa sreenivasan seenivasan sinivas
chandra chander chandr
rajendra rajender rajinder rajindra
kaur kour kor
bai baai bayi
george jarj jorge
joseph josef yosef jojeph
thomas tomas thamas
mary meri mery meree
xavier zavier javier saviour
jyoti jyothi joti jothi jyothy
gyan jnan dnyan gnan
yadav jadav jadab yadava
datta dutta dutt datt
`;

const BY_SPELLING: ReadonlyMap<string, string> = new Map(
  GROUPS.trim()
    .split("\n")
    .flatMap((line) => {
      const spellings = line.split(" ");
      return spellings.map((spelling): [string, string] => [
        plainSpelling(spelling),
        spellings[0] ?? spelling,
      ]);
    }),
);

/** The plain spelling under which a folded word is compared: that of its group, or its own. */
export const canonicalSpelling = (word: string): string => {
  const plain = plainSpelling(word);
  return plainSpelling(BY_SPELLING.get(plain) ?? plain);
};
