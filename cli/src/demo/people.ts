import { type Seeded, seeded } from "./seeded.ts";

type Name = readonly [roman: string, devanagari: string];

/** Common given names and surnames; every combination is made up. */
const women: readonly Name[] = [
  ["Lakshmi", "लक्ष्मी"],
  ["Savitri", "सावित्री"],
  ["Geeta", "गीता"],
  ["Sunita", "सुनीता"],
  ["Kamala", "कमला"],
  ["Radha", "राधा"],
  ["Meena", "मीना"],
  ["Anita", "अनिता"],
  ["Pushpa", "पुष्पा"],
  ["Rekha", "रेखा"],
  ["Shanta", "शांता"],
  ["Parvati", "पार्वती"],
  ["Usha", "उषा"],
  ["Jyoti", "ज्योति"],
];
const men: readonly Name[] = [
  ["Ramesh", "रमेश"],
  ["Suresh", "सुरेश"],
  ["Mahesh", "महेश"],
  ["Manjunath", "मंजुनाथ"],
  ["Ravi", "रवि"],
  ["Shivanna", "शिवन्ना"],
  ["Basavaraj", "बसवराज"],
  ["Gopal", "गोपाल"],
  ["Krishna", "कृष्णा"],
  ["Imran", "इमरान"],
  ["Joseph", "जोसेफ"],
  ["Venkatesh", "वेंकटेश"],
  ["Anil", "अनिल"],
  ["Prakash", "प्रकाश"],
];
const surnames: readonly Name[] = [
  ["Gowda", "गौड़ा"],
  ["Kumar", "कुमार"],
  ["Devi", "देवी"],
  ["Rao", "राव"],
  ["Patil", "पाटिल"],
  ["Naik", "नाइक"],
  ["Shetty", "शेट्टी"],
  ["Reddy", "रेड्डी"],
  ["Khan", "खान"],
  ["D'Souza", "डिसूज़ा"],
  ["Hegde", "हेगड़े"],
];
const villages = ["Hosahalli", "Bevinahalli", "Kadur", "Mallapura", "Chikkanahalli"] as const;

export interface Person {
  readonly name: string;
  readonly nameLocal: string;
  readonly sex: "female" | "male";
  readonly ageYears: number;
  readonly village: string;
  readonly phone: string;
}

/** Different people whom a hurried search takes for one another: what the duplicate warning is for. */
const lookAlikes: readonly Person[] = [
  {
    name: "Lakshmi Devi",
    nameLocal: "लक्ष्मी देवी",
    sex: "female",
    ageYears: 44,
    village: "Hosahalli",
    phone: "9000000901",
  },
  {
    name: "Laxmi Devi",
    nameLocal: "लक्ष्मी देवी",
    sex: "female",
    ageYears: 46,
    village: "Hosahalli",
    phone: "9000000902",
  },
  {
    name: "Mohammed Imran",
    nameLocal: "मोहम्मद इमरान",
    sex: "male",
    ageYears: 31,
    village: "Kadur",
    phone: "9000000903",
  },
  {
    name: "Mohd Imran",
    nameLocal: "मोहम्मद इमरान",
    sex: "male",
    ageYears: 29,
    village: "Kadur",
    phone: "9000000904",
  },
];

const someone = (random: Seeded, index: number): Person => {
  const sex = random.fraction() < 0.55 ? "female" : "male";
  const [given, givenLocal] = random.pick(sex === "female" ? women : men);
  const [surname, surnameLocal] = random.pick(surnames);
  const isChild = index % 10 === 7;
  return {
    name: `${given} ${surname}`,
    nameLocal: `${givenLocal} ${surnameLocal}`,
    sex,
    ageYears: isChild ? random.between(1, 11) : random.between(19, 84),
    village: random.pick(villages),
    phone: `9000000${String(100 + index)}`,
  };
};

/** The same made-up people for the same seed, look-alikes first. */
export const people = (count: number, seed: number): Person[] => {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, index) => lookAlikes[index] ?? someone(random, index));
};
