export const SPECS: URL;
export function describe(service: string): Promise<Record<string, string>>;
