/** The result of a command. */
export interface CommandResult {
  result: true;
  /** The command's exit code; `null` if a signal ended it. */
  exit_code: number | null;
  /** The signal that ended the command: `SIGKILL`. */
  signal?: string;
  stdout: string;
  stderr: string;
  /** Present if the output is not UTF-8: then it is Base64. */
  stdout_encoding?: 'base64';
  stderr_encoding?: 'base64';
}

/** A chunk of a command's output. */
export interface CommandChunk {
  stream: 'stdout' | 'stderr';
  data: Buffer;
  /** The same as text, with complete characters. */
  text: string;
}
