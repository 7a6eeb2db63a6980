/** A parser of text from outside. */
export interface Parser {
  /** Its files in `src/`. */
  of: readonly string[];
  parse(text: string): unknown;
  /** What its language is made of. */
  pieces: readonly string[];
  /** The errors that it may throw. */
  refuses?: readonly (new (
    ...given: never[]
  ) => Error)[];
  /** What must be true of any text, besides that it ends. */
  holds?(text: string): Promise<boolean> | boolean;
}
