// What the descriptions of GREEN-API's messengers share.

const YES_NO = { enum: ['yes', 'no'] };

/** The settings of every messenger. */
export const SETTINGS = {
  webhookUrl: 'string',
  webhookUrlToken: 'string',
  delaySendMessagesMilliseconds: 'integer',
  markIncomingMessagesReaded: YES_NO,
  markIncomingMessagesReadedOnReply: YES_NO,
  outgoingWebhook: YES_NO,
  outgoingMessageWebhook: YES_NO,
  outgoingAPIMessageWebhook: YES_NO,
  stateWebhook: YES_NO,
  incomingWebhook: YES_NO,
};

/** Values of settings. */
export function sample(settings) {
  const names = Object.entries(settings).map(([name, type]) => [
    name,
    type === 'integer' ? 500 : type === 'string' ? '' : 'no',
  ]);
  return Object.fromEntries(names);
}

/** The queries of requests without a body. */
const QUERIES = {
  receiveNotification: { receiveTimeout: { type: 'integer', minimum: 5, maximum: 60 } },
  lastIncomingMessages: { minutes: { type: 'integer', minimum: 1 } },
  lastOutgoingMessages: { minutes: { type: 'integer', minimum: 1 } },
  getContacts: { count: { type: 'integer', minimum: 1 } },
};

/** The description of a messenger, from its requests. Instance and token are not in the paths. */
export function messenger({ title, sources, requests }) {
  const operations = requests.map(({ verb, name, params, shape }) => [
    name,
    {
      ...(verb !== 'POST' && { verbs: [verb], places: ['query'] }),
      ...('file!' in params && { places: ['multipart'] }),
      ...(name === 'deleteNotification' && { path: '/deleteNotification/{receiptId}' }),
      params: QUERIES[name] ?? params,
      shape,
    },
  ]);
  return {
    title,
    sources,
    ...{ base: '', verbs: ['POST'], places: ['json'], nesting: 'json' },
    operations: Object.fromEntries(operations),
  };
}
