import type { Place, WardView } from "../../../data/ward.ts";

/** Two people said different things while they could not hear each other: a person decides, nothing decides by itself. [WB4] */
export type Dispute =
  | { readonly kind: "bed"; readonly at: Place; readonly patients: readonly (string | null)[] }
  | { readonly kind: "patient"; readonly patientId: string; readonly places: readonly Place[] }
  | { readonly kind: "sensor"; readonly sensor: string; readonly places: readonly Place[] };

/** Every double assignment in these wards, also one across two of them. [WB4] */
export const disputesOf = (wards: readonly WardView[]): readonly Dispute[] => {
  const beds: Dispute[] = [];
  const patients = new Map<string, Place[]>();
  const sensors = new Map<string, { places: Place[]; isDisputed: boolean }>();
  for (const ward of wards)
    for (const { bed, patients: lying, sensors: there } of ward.beds) {
      const at = { wardId: ward.id, bed };
      if (lying.length > 1) beds.push({ kind: "bed", at, patients: lying });
      for (const one of lying) if (one !== null) patients.set(one, [...(patients.get(one) ?? []), at]);
      for (const { sensor, isDisputed } of there) {
        const known = sensors.get(sensor);
        sensors.set(sensor, {
          places: [...(known?.places ?? []), at],
          isDisputed: isDisputed || (known?.isDisputed ?? false),
        });
      }
    }
  return [
    ...beds,
    ...Array.from(patients).flatMap(([patientId, places]): Dispute[] =>
      places.length > 1 ? [{ kind: "patient", patientId, places }] : [],
    ),
    ...Array.from(sensors).flatMap(([sensor, { places, isDisputed }]): Dispute[] =>
      places.length > 1 || isDisputed ? [{ kind: "sensor", sensor, places }] : [],
    ),
  ];
};
