/** Throws an error that names every link of the built site that leads nowhere. */
export function checkLinks(out: string, base: string): Promise<void>;
