// Viber: endpoints and responses from notes, because the vendor publishes no machine-readable
// description.

/** The fields of messages and posts. */
const CONTENT = {
  'type!': { enum: ['text', 'picture', 'video', 'file', 'location', 'contact', 'sticker', 'url'] },
  min_api_version: 'integer',
  tracking_data: { type: 'string', maxLength: 4096 },
  text: { type: 'string', maxLength: 7000 },
  media: { type: 'string', maxLength: 2000 },
  thumbnail: 'string',
  size: 'integer',
  file_name: { type: 'string', maxLength: 256 },
  contact: {
    type: 'object',
    properties: {
      name: { type: 'string', maxLength: 28 },
      phone_number: { type: 'string', maxLength: 18 },
    },
    required: ['name', 'phone_number'],
    additionalProperties: false,
  },
  location: {
    type: 'object',
    properties: { lat: { type: 'number' }, lon: { type: 'number' } },
    required: ['lat', 'lon'],
    additionalProperties: false,
  },
  sticker_id: 'integer',
};
const SENDER = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 28 }, avatar: { type: 'string' } },
  required: ['name'],
  additionalProperties: false,
};

const PARAMS = {
  set_webhook: {
    'url!': 'string',
    event_types: { type: 'array', items: { type: 'string' } },
    send_name: 'boolean',
    send_photo: 'boolean',
  },
  get_account_info: {},
  get_user_details: { 'id!': 'string' },
  get_online: { 'ids!': { type: 'array', items: { type: 'string' }, maxItems: 100 } },
  send_message: { 'receiver!': 'string', 'sender!': SENDER, keyboard: 'object', ...CONTENT },
  post: { 'from!': 'string', ...CONTENT },
};

export default async function describe(read) {
  const { endpoints } = await read('facts.json');
  const operations = Object.entries(endpoints).map(([request, { answer }]) => {
    const name = request.replace('POST /', '');
    return [name, { params: PARAMS[name], shape: example(answer) }];
  });
  return {
    'description.json': {
      title: 'Viber bot API',
      sources: [
        {
          from: 'github.com/Viber/viber-bot-node e202b1b6 and its documentation',
          date: '2021-08-24',
          licence: 'Apache-2.0',
        },
      ],
      base: '/pa',
      verbs: ['POST'],
      places: ['json'],
      nesting: 'json',
      operations: Object.fromEntries(operations),
    },
  };
}

/** A response, from the types in the notes. */
function example(type) {
  if (Array.isArray(type)) return type.map(example);
  if (typeof type === 'object')
    return Object.fromEntries(Object.entries(type).map(([key, one]) => [key, example(one)]));
  if (typeof type !== 'string') return type;
  if (type === 'ok') return 'ok';
  if (/^(integer|number)/.test(type)) return 1;
  return /^0 online/.test(type) ? 0 : 'text';
}
