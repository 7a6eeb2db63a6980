import type { Call } from '../../../definition/call.js';
import type { HttpError } from '../../../errors/errors.js';
import type { Refusal } from '../../../http/refusal.js';
import type { JsonRecord } from '../../../util/is-record.js';

const ADMINISTRATOR =
  'Check the IDs, and that the account of the instance is an administrator of the group.';
const PICTURE = 'The picture must be a JPEG file.';
const STATE = 'Check that the instance is authorized, and try again later.';

/** The flags that mean a failure if they are false, with status 200; and what to do then. */
const FLAGS: Readonly<Record<string, string>> = {
  saveSettings: 'Check the names and values of the settings.',
  isReboot: STATE,
  isLogout: STATE,
  isCleared: STATE,
  setProfilePicture: PICTURE,
  setGroupPicture: `${PICTURE} ${ADMINISTRATOR}`,
  created: 'Check the IDs of the members.',
  updateGroupName: ADMINISTRATOR,
  updateGroupSettings: ADMINISTRATOR,
  addParticipant: `${ADMINISTRATOR} The privacy settings of the user may not allow it.`,
  removeParticipant: ADMINISTRATOR,
  setGroupAdmin: ADMINISTRATOR,
  removeAdmin: ADMINISTRATOR,
  leaveGroup: 'Check the ID: the account of the instance must be a member of the group.',
  setRead: 'Check the chat ID and the message ID.',
  result: 'Check the receipt ID: the notification may have been deleted already.',
  status: 'Check the phone number, and that the instance is not authorized yet.',
};

/** GREEN-API reports most failures with status 200: `{"updateGroupName": false}`. */
export function refusalIn(body: JsonRecord): Refusal | undefined {
  const flag = Object.keys(FLAGS).find((name) => body[name] === false);
  if (flag === undefined) return noCode(body);
  const reason = [body.reason, body.message].find((one) => typeof one === 'string' && one !== '');
  return { reason: `${flag} is false`, message: reason as string | undefined, hint: FLAGS[flag] };
}

/** The response to `qr` without a code: `{"type": "alreadyLogged", "message": "…"}`. */
function noCode({ type, message }: JsonRecord): Refusal | undefined {
  if (type !== 'alreadyLogged' && type !== 'error') return undefined;
  const hint = type === 'alreadyLogged' ? 'To authorize it again, log it out first.' : STATE;
  return { reason: type, message: typeof message === 'string' ? message : undefined, hint };
}

/** What to do about an error status. `apiUrl` is an example. */
export function hintOf(
  { status }: Pick<HttpError, 'status'>,
  call: Call,
  apiUrl: string,
): string | undefined {
  const access = call.label('access');
  const page = "the instance's page in the console of GREEN-API";
  if (status === 401) return `Check apiTokenInstance in ${access}: copy it from ${page}.`;
  if (status === 403) return `Check apiUrl and idInstance in ${access}: copy them from ${page}.`;
  if (status === 404) return `Check apiUrl in ${access}. It is similar to ${apiUrl}.`;
  if (status === 466) {
    return "The quota of the instance's tariff is used up. Change the tariff in the console, or wait for the next month.";
  }
  return undefined;
}
