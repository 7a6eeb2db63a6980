/** A code block of a page. */
export interface CodeBlock {
  /** `sh` */
  language: string;
  /** The rest of its first line: `exit=2`. */
  info: string;
  source: string;
  /** The heading above it. */
  heading: string;
  /** The start and end of its text in the page. */
  start: number;
  end: number;
}

/** A folder to run code blocks in. */
export interface Home {
  home: string;
  /** The folder on the PATH that contains `oint`. */
  bin: string;
  env: Record<string, string | undefined>;
  remove(): Promise<void>;
}

export function blocksOf(page: string): CodeBlock[];
export function makeHome(root: string): Promise<Home>;
export function linkPackage(root: string, home: string): Promise<void>;
export function compile(root: string, home: string, files: readonly string[]): Promise<void>;
