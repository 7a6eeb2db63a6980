/** What a command has done. */
export interface CommandResult {
  result: true;
  /** The command's own exit code; `null` where a signal ended it. */
  exit_code: number | null;
  /** The signal that ended the command: `SIGKILL`. */
  signal?: string;
  stdout: string;
  stderr: string;
  /** There where the output is no UTF-8 text: it is in Base64 then. */
  stdout_encoding?: 'base64';
  stderr_encoding?: 'base64';
}

/** A piece of a command's output. */
export interface CommandChunk {
  stream: 'stdout' | 'stderr';
  data: Buffer;
  /** The same as text, letters never cut in two. */
  text: string;
}
