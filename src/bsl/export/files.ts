/** The files of an export, by their paths inside its folder. */
export type Files = Map<string, string | Uint8Array>;
