/** Something that may be a method, as it stands in a file. */
export interface Place {
  key: string;
  file: string;
  line: number;
  /** Where it begins in the file. */
  start: number;
  /** The text of its docstring, where it has one. */
  comment: string | undefined;
}

export function findDefinitions(folder: string): Promise<Map<string, Place[]>>;
export function definitionsIn(file: string, text: string): Place[];
