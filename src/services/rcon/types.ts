/** The output of a command. */
export interface CommandOutput {
  result: true;
  data: string;
}
