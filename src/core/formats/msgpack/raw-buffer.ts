/**
 * Methods that every `Buffer` has and Node's types leave out. `toString` and `write` call them after
 * looking at the name of the encoding, which costs as much as a short string.
 */
export interface RawBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
  utf8Write(text: string, at: number): number;
}
