import { settings } from '../../../definition/kinds/index.js';
import { inputError } from '../../../definition/kinds/refuse.js';
import type { ParamContext } from '../../../definition/param.js';
import type { JsonRecord } from '../../../util/is-record.js';

const YES_NO = 'yes or no: ';

/** The settings of an instance that every messenger has. */
export const commonSettings = {
  webhookUrl: 'URL that receives the notifications',
  webhookUrlToken: 'authorization header of these requests',
  delaySendMessagesMilliseconds: 'pause between messages in milliseconds, at least 500',
  markIncomingMessagesReaded: `${YES_NO}incoming messages are marked as read`,
  markIncomingMessagesReadedOnReply: `${YES_NO}a reply through the API marks a chat as read`,
  outgoingWebhook: `${YES_NO}notifications about the status of sent messages`,
  outgoingMessageWebhook: `${YES_NO}notifications about messages sent from the phone`,
  outgoingAPIMessageWebhook: `${YES_NO}notifications about messages sent through the API`,
  stateWebhook: `${YES_NO}notifications about the state of the instance`,
  incomingWebhook: `${YES_NO}notifications about incoming messages and files`,
} as const;

/** The param for new settings. Those that are not known here are sent too: GREEN-API adds more. */
export function settingsParam(known: Readonly<Record<string, string>>) {
  return settings<JsonRecord, JsonRecord, { example: string }>(
    {
      takes: 'a JSON object of settings, or a .json file of one',
      schema: { type: 'object' },
      secrets: ['webhookurltoken'],
      read: (record, place) =>
        Object.fromEntries(
          Object.entries(record).map(([name, value]) => {
            checkName(name, known, place);
            return [name, asWord(value, known[name])];
          }),
        ),
    },
    'New values of settings, by the names of GetInstanceSettingsStructure',
    { example: "{'incomingWebhook':'yes','outgoingWebhook':'no'}" },
  );
}

/** GREEN-API ignores a misspelled name and reports success. */
function checkName(name: string, known: object, place: ParamContext): void {
  if (Object.hasOwn(known, name)) return;
  const plain = (text: string) => text.toLowerCase().replace(/[_-]/g, '');
  const meant = Object.keys(known).find((one) => plain(one) === plain(name));
  if (meant === undefined) return;
  throw inputError(place, `: unknown field "${name}"`, { hint: `Did you mean ${meant}?` });
}

function asWord(value: unknown, description = ''): unknown {
  if (typeof value !== 'boolean' || !description.startsWith(YES_NO)) return value;
  return value ? 'yes' : 'no';
}
