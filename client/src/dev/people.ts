/** Invented people. Names in the script their village writes. */
export interface Person {
  readonly name: string;
  readonly nameLocal?: string;
  readonly sex: "female" | "male" | "other";
  readonly age: number;
  readonly village: string;
  readonly phone?: string;
  readonly relation?: string;
  readonly card?: string;
  readonly abha?: string;
  /** How ill: shifts the made-up vitals. */
  readonly state?: "pressure" | "low-oxygen" | "fever" | "stale" | "none";
}

export const people: readonly Person[] = [
  {
    name: "Laxmi Patil",
    nameLocal: "लक्ष्मी पाटील",
    sex: "female",
    age: 58,
    village: "Wadgaon",
    phone: "9876543210",
    relation: "Ganpat Patil",
    card: "WDG-0142",
    abha: "91-1234-5678-9010",
    state: "pressure",
  },
  {
    name: "Ramesh Jadhav",
    nameLocal: "रमेश जाधव",
    sex: "male",
    age: 61,
    village: "Wadgaon",
    phone: "9812345670",
    state: "pressure",
  },
  { name: "Asha Das", nameLocal: "আশা দাস", sex: "female", age: 34, village: "Shirur" },
  {
    name: "Mohd Khan",
    nameLocal: "मोहम्मद ख़ान",
    sex: "male",
    age: 45,
    village: "Shirur",
    phone: "9822001122",
    state: "low-oxygen",
  },
  {
    name: "Kavitha Murugan",
    nameLocal: "கவிதா முருகன்",
    sex: "female",
    age: 29,
    village: "Melur",
    card: "MLR-0077",
  },
  {
    name: "Murugan Selvam",
    nameLocal: "முருகன் செல்வம்",
    sex: "male",
    age: 52,
    village: "Melur",
    phone: "9840011223",
    state: "fever",
  },
  { name: "Sunita Pawar", nameLocal: "सुनीता पवार", sex: "female", age: 41, village: "Wadgaon" },
  { name: "Baby of Sunita Pawar", sex: "female", age: 0, village: "Wadgaon", relation: "Sunita Pawar" },
  {
    name: "Ganesh Shinde",
    nameLocal: "गणेश शिंदे",
    sex: "male",
    age: 8,
    village: "Nimgaon",
    relation: "Vitthal Shinde",
    state: "fever",
  },
  {
    name: "Meenakshi Sundaram Venkataraghavan",
    nameLocal: "மீனாட்சி சுந்தரம் வெங்கடராகவன்",
    sex: "female",
    age: 72,
    village: "Thiruparankundram",
    phone: "9443012345",
    state: "stale",
  },
  {
    name: "Lakshmi Patil",
    nameLocal: "लक्ष्मी पाटिल",
    sex: "female",
    age: 57,
    village: "Nimgaon",
    phone: "9876543210",
  },
  {
    name: "Vitthal Shinde",
    nameLocal: "विठ्ठल शिंदे",
    sex: "male",
    age: 66,
    village: "Nimgaon",
    state: "pressure",
  },
  {
    name: "Fatima Shaikh",
    nameLocal: "फ़ातिमा शेख़",
    sex: "female",
    age: 25,
    village: "Shirur",
    phone: "9900112233",
  },
  { name: "Anbu", nameLocal: "அன்பு", sex: "male", age: 19, village: "Melur", state: "none" },
  { name: "Rekha More", nameLocal: "रेखा मोरे", sex: "female", age: 48, village: "Wadgaon", state: "stale" },
  { name: "Kiran", nameLocal: "किरण", sex: "other", age: 31, village: "Shirur" },
];
