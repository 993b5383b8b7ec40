/** An erasure by law: whose record, by whom, why. The same words lie in the database and in the journal beside it. */
export interface ErasureRow {
  /** Patient id. */
  readonly patient: string;
  /** Clinics that the record belonged to: their devices must hear of it. */
  readonly clinics: readonly string[];
  readonly by: string;
  readonly reason: string;
  /** Relay clock, epoch ms. */
  readonly at: number;
}

/** What of a patient lies on the relay. */
export interface Survey {
  readonly documents: number;
  readonly changes: number;
  /** Bytes of changes, snapshots and refused changes. */
  readonly bytes: number;
  readonly readings: number;
  readonly snapshots: number;
  /** Refused or handed in, not in the record. */
  readonly quarantined: number;
}

/** What stays for good: names and hashes, no content. */
export interface Remains {
  /** Ids of documents. */
  readonly documents: number;
  /** Hashes of changes, each with its number and its author. */
  readonly changes: number;
  /** Entries of the access log that name the patient's id. */
  readonly accessEntries: number;
}

export interface ErasureRecord extends ErasureRow {
  readonly gone: Survey;
  /** When the bytes had left the database's files too; undefined while they may still be there. */
  readonly purgedAt: number | undefined;
}

/** A device's signed word that nothing of a patient is on it any more. [TR36] */
export interface ErasureReceiptRow {
  readonly patient: string;
  readonly key: Uint8Array;
  readonly device: string;
  readonly user: string;
  /** Clock of the device. */
  readonly at: number;
  readonly receivedAt: number;
  readonly signature: Uint8Array;
}

/** The book of erasures. The erasing itself is `LogStore.erase`, which writes the line in its own transaction. */
export interface ErasureStore {
  /** Newest first. */
  list(): Promise<ErasureRecord[]>;
  survey(patient: string): Promise<Survey>;
  remains(patient: string): Promise<Remains>;
  /** The name, from the projection. */
  nameOf(patient: string): Promise<string | undefined>;
  /** Who has received the record on which device, or brought changes of it: each person's copy is one of its own. */
  holders(patient: string): Promise<{ readonly device: string; readonly user: string }[]>;
  /** The same device's word again changes nothing. */
  saveReceipt(row: ErasureReceiptRow): Promise<void>;
  receipts(patient: string): Promise<ErasureReceiptRow[]>;
  /** Devices that said they emptied themselves, with when the relay heard it. */
  emptied(): Promise<ReadonlyMap<string, number>>;
  /** When a person's sign-in was last used on a device. */
  lastUsed(device: string, user: string): Promise<number | undefined>;
  /**
   * Rewrites the database's files, so that what was erased is not in their free space either, and notes when. False
   * when it could not be done now (the disk is full, another process reads): to be tried again.
   */
  purge(at: number): Promise<boolean>;
}

/** The same lines in a file beside the database: it outlives a restore of an older database. [TR33] */
export interface ErasureJournal {
  read(): { readonly rows: readonly ErasureRow[]; readonly damagedLines: number };
  /** Durable when it returns. */
  append(row: ErasureRow): void;
}
