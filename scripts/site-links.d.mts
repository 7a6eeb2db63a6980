/** Throws an error that lists all broken links of the built site. */
export function checkLinks(out: string, base: string): Promise<void>;
