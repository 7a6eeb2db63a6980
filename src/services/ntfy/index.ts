/**
 * Push notifications through ntfy.sh or your own ntfy server: publish, read, subscribe.
 *
 * @module
 */
import * as ntfy from './methods.js';

export * from './methods.js';
export default ntfy;
