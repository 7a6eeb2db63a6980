import { greenApiReach } from '../../../../test/support/green-api.js';
import type { Reach } from '../../../../test/support/reach.js';
import { INSTANCE } from './stand-in.js';

export const reach: Reach = greenApiReach(INSTANCE);

/** The file itself, of which DownloadMessageFile gets the URL. */
export const beyond: readonly string[] = ['GetMessageFile'];
