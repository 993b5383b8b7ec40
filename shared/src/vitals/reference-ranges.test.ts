import { describe, expect, it } from "vitest";
import { referenceRanges } from "./reference-ranges.ts";

// The source table a second time, as published: critical low | normal low | normal high | critical high.
const published = {
  heartRate:
    "107|120|160|181 104|120|160|175 98|114|152|168 93|109|145|161 88|103|140|156 82|98|135|149 76|92|128|142 " +
    "70|86|123|136 65|81|117|131 59|74|111|123 52|67|103|115 47|62|96|108 45|60|100|110",
  respiratoryRate:
    "25|30|57|66 24|33|55|64 23|31|52|61 22|30|50|58 21|28|46|53 19|25|40|46 18|22|34|38 " +
    "17|21|29|33 17|20|27|29 16|18|24|27 14|16|22|25 12|15|21|23 11|13|19|22 10|12|18|24",
  systolic:
    "35|60|90|100 40|70|105|120 50|86|107|130 50|90|110|140 55|90|120|150 60|102|120|160 90|100|120|180",
  diastolic: "15|20|60|80 20|41|65|85 30|41|78|90 30|47|75|95 35|59|80|100 30|64|80|105 50|60|80|110",
  tempCx10: "350|360|377|381 350|360|377|380",
  spo2: "89|95|Infinity|Infinity",
} as const;

describe("reference ranges", () => {
  it.each(Object.entries(published))("[VS7] %s holds the published numbers", (field, rows) => {
    const bands = referenceRanges[field as keyof typeof published];
    const written = bands.map(({ criticalLow, normalLow, normalHigh, criticalHigh }) =>
      [criticalLow, normalLow, normalHigh, criticalHigh].join("|"),
    );
    expect(written).toEqual(rows.split(" "));
  });
});
