// GREEN-API for MAX: endpoints and responses from notes on its documentation.
import { messenger, SETTINGS, sample } from './green-api.mjs';

/** Bodies that the notes have as words, or with limits. */
const BODIES = {
  setSettings: SETTINGS,
  setProfilePicture: { 'file!': {} },
  setGroupPicture: { 'chatId!': 'string', 'file!': {} },
  sendFileByUpload: {
    ...{ 'chatId!': 'string', 'file!': {}, 'fileName!': 'string' },
    ...{ caption: 'string', typingTime: 'integer', typingType: 'string' },
  },
};

/** Responses that the notes only name. */
const MESSAGE = {
  ...{ type: 'incoming', idMessage: 'text', timestamp: 1, typeMessage: 'textMessage' },
  ...{ chatId: 'text', textMessage: 'text', senderId: 'text', senderName: 'text' },
};
const SHAPES = {
  getSettings: { wid: 'text', ...sample(SETTINGS) },
  getContacts: [{ chatId: 'text', name: 'text' }],
  getChats: [{ chatId: 'text', type: 'user', name: 'text' }],
  getContactInfo: { chatId: 'text', name: 'text', avatar: 'text' },
  getGroupData: { chatId: 'text', groupName: 'text', participants: [{ chatId: 'text' }] },
  receiveNotification: { receiptId: 1, body: { typeWebhook: 'incomingMessageReceived' } },
  getChatHistory: [MESSAGE],
  getMessage: MESSAGE,
  lastIncomingMessages: [MESSAGE],
  lastOutgoingMessages: [{ ...MESSAGE, type: 'outgoing', statusMessage: 'sent' }],
  showMessagesQueue: [{ messageID: 'text', type: 'sendMessage', body: { chatId: 'text' } }],
};

export default async function describe(read) {
  const { methods } = await read('facts.json');
  const requests = Object.values(methods).map(({ request, body, answer }) => {
    const [verb, route] = request.split(' ');
    const [name] = route.split('/');
    return {
      verb,
      name,
      params: BODIES[name] ?? paramsOf(body),
      shape: SHAPES[name] ?? of(answer),
    };
  });
  return {
    'description.json': messenger({
      title: 'GREEN-API for MAX',
      sources: [
        {
          from: 'notes on green-api.com/v3/docs/api',
          date: '2026-05-27',
          licence: 'facts only',
        },
      ],
      requests,
    }),
  };
}

/** `"chatId": "string, required"`, `"typingTime?": "integer ms"`. */
function paramsOf(body = {}) {
  const fields = Object.entries(body).map(([name, words]) => [
    `${name.replace('?', '')}${/required/.test(words) ? '!' : ''}`,
    typeOf(words),
  ]);
  return Object.fromEntries(fields);
}

function typeOf(words) {
  const [type] = words.split(/[ ,]/);
  if (type.includes('|')) return { enum: type.split('|') };
  if (type === 'array') return { type, items: { type: 'string' } };
  const [, maxLength] = /at most (\d+)/.exec(words) ?? [];
  return maxLength ? { type, maxLength: Number(maxLength) } : type;
}

/** A value, from the types in the notes. */
function of(answer) {
  const fields = Object.entries(answer).map(([name, words]) => [name.replace('?', ''), one(words)]);
  return Object.fromEntries(fields);
}

function one(words) {
  if (words.includes('|')) return words.split('|')[0];
  return { boolean: true, integer: 1, object: {}, string: 'text' }[words];
}
