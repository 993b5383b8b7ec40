/** What the bench says to a stock server's process. */
export type ServerOrder =
  /** Answers when these documents have these heads here and their storage was flushed. */
  { readonly t: "await"; readonly headByDoc: Readonly<Record<string, string>> };
export type ServerAnswer = { readonly t: "ready"; readonly port: number } | { readonly t: "stored" };

/** What the bench says to a process of stock clients. */
export type ClientOrder =
  /** Loads the work of devices `from` to `to` of a file, one Repo a device, with no network yet. */
  | { readonly t: "load"; readonly file: string; readonly from: number; readonly to: number }
  /** Goes online. */
  | { readonly t: "connect"; readonly port: number }
  | { readonly t: "disconnect" }
  /** One empty Repo goes online; answers when it has so many documents, with these heads. */
  | { readonly t: "pull"; readonly port: number; readonly headByDoc: Readonly<Record<string, string>> };
export type ClientAnswer = { readonly t: "ready" } | { readonly t: "done"; readonly ms: number };
