import type { AppData } from "../data/app-data.ts";

export function App({ data }: { readonly data: AppData }) {
  return <p>{data.session.get().state}</p>;
}
