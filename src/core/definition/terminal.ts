import type { JsonRecord } from '../util/is-record.js';

/** The user at the command line and their config: what a sign-in needs. Other faces have none. */
export interface Terminal {
  /** Shows text to the user, apart from the result. */
  tell(text: string): void;
  /**
   * Opens an address in the browser. False if the user would not see it: without a terminal, without
   * a screen, or over SSH.
   */
  open(address: string): Promise<boolean>;
  /**
   * Stores credentials in the config, as a variable, and sets options to it, such as `gdrive.token`.
   * Returns the path of the config.
   */
  store(variable: string, credentials: JsonRecord, options: readonly string[]): Promise<string>;
}
