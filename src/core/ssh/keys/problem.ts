/** Why a private key cannot be used. The message says what the key is: `it is encrypted`. */
export class KeyProblem extends Error {
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}
