/** A possible definition of a method in a file. */
export interface Place {
  key: string;
  file: string;
  line: number;
  /** Its offset in the file. */
  start: number;
  /** The text of its docstring, if any. */
  comment: string | undefined;
}

export function findDefinitions(folder: string): Promise<Map<string, Place[]>>;
export function definitionsIn(file: string, text: string): Place[];
