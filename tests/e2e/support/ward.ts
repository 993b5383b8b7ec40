import { at, until, visit } from "./app.ts";
import type { Seat } from "./world.ts";

/** Makes a ward on the board; ends with its beds on the screen. */
export const makeWard = async ({ device: { page }, origin }: Seat, name: string, beds: number) => {
  await visit(page, `${origin}/w`);
  await at(page, "ward-name").fill(name, { timeout: 60_000 });
  await at(page, "ward-beds").fill(String(beds));
  await at(page, "ward-create").click();
  await at(page, "bed-tile").first().waitFor({ timeout: 60_000 });
};

const tile = (seat: Seat, bed: string) =>
  seat.device.page.locator(`[data-testid="bed-tile"][data-bed="${bed}"]`);

/** Puts the patient who is found by these letters into a bed of the board that is open. */
export const admit = async (seat: Seat, bed: string, letters: string): Promise<void> => {
  const { page } = seat.device;
  await tile(seat, bed).click();
  await at(page, "admit-search").fill(letters);
  await at(page, "admit-hit").first().click({ timeout: 60_000 });
  await until(`bed ${bed} is taken`, async () =>
    (await tile(seat, bed).getAttribute("data-grade")) === "empty" ? undefined : true,
  );
};
