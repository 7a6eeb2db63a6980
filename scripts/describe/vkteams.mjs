// VK Teams: endpoints and responses from notes, because the vendor publishes no machine-readable
// description.

/** Types of parameters other than strings. */
const TYPES = {
  lastEventId: 'integer',
  pollTime: 'integer',
  showAlert: 'boolean',
  delLastMessages: 'boolean',
  approve: 'boolean',
  everyone: 'boolean',
  parseMode: { enum: ['MarkdownV2', 'HTML'] },
  members: {
    type: 'array',
    items: {
      type: 'object',
      properties: { sn: { type: 'string' } },
      required: ['sn'],
      additionalProperties: false,
    },
  },
  inlineKeyboardMarkup: {
    type: 'array',
    items: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          text: { type: 'string' },
          callbackData: { type: 'string' },
          url: { type: 'string' },
          style: { enum: ['base', 'primary', 'attention'] },
        },
        required: ['text'],
        additionalProperties: false,
      },
    },
  },
  format: 'object',
  text: { type: 'string', maxLength: 4096 },
};
/** The fields with the bytes of a file: one path with the ID of a known file or a new one. */
const FILES = {
  '/messages/sendFile': 'file',
  '/messages/sendVoice': 'file',
  '/chats/avatar/set': 'image',
};

export default async function describe(read) {
  const { endpoints } = await read('facts.json');
  const operations = {};
  for (const { request, query, answer } of endpoints) {
    const path = request.split(' ')[1];
    const name = path.slice(1);
    const file = FILES[path];
    const isShared = file === 'file';
    const { token: _, ...own } = query;
    // Only known files have an ID.
    if (isShared) delete own.fileId;
    const params = Object.fromEntries(
      Object.entries(own).map(([text, need]) => {
        const field = text.split(' ')[0];
        // A forwarded message may have no text.
        return [
          `${field}${need === 'required' && field !== 'text' ? '!' : ''}`,
          TYPES[field] ?? 'string',
        ];
      }),
    );
    operations[name] = {
      places: file ? ['query', 'form', 'multipart'] : ['query', 'form'],
      params: {
        ...params,
        ...(isShared && { fileId: 'string', file: {} }),
        ...(file === 'image' && { 'image!': {} }),
      },
      ...(isShared && { oneOf: [['fileId', 'file']] }),
      ...(name === 'chats/resolvePending' && { oneOf: [['userId', 'everyone']] }),
      shape: example(answer),
    };
  }
  return {
    'description.json': {
      title: 'VK Teams bot API',
      sources: [
        {
          from: 'github.com/mail-ru-im/bot-golang 34346164 and its documentation',
          date: '2025-09-04',
          licence: 'MIT',
        },
      ],
      base: '/bot/v1',
      verbs: ['GET', 'POST'],
      places: ['query', 'form'],
      nesting: 'json',
      operations,
      common: { token: 'string' },
    },
  };
}

/** A response, from the types in the notes. */
function example(type) {
  if (Array.isArray(type)) return type.map(example);
  if (typeof type === 'object')
    return Object.fromEntries(Object.entries(type).map(([key, one]) => [key, example(one)]));
  if (type === 'boolean') return true;
  if (type === 'integer') return 1;
  if (type === 'object') return {};
  return typeof type === 'string' ? 'text' : type;
}
