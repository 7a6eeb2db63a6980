const UNITS = ['', 'K', 'M', 'G', 'T'];

/** The number of bytes of a size such as `100M` or `2G`; undefined for any other text. */
export function sizeOf(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?([KMGT]?)(?:i?B)?$/i.exec(text) ?? [];
  const size = Math.floor(Number(number) * 1024 ** UNITS.indexOf((unit ?? '').toUpperCase()));
  return number !== undefined && size > 0 ? size : undefined;
}
