// GREEN-API for WhatsApp: the types of the vendor's SDK.
import { messenger, SETTINGS, sample } from './green-api.mjs';

/** Requests whose body is no type of the SDK. */
const BODIES = {
  setSettings: {
    ...SETTINGS,
    ...Object.fromEntries(
      [
        ...['deviceWebhook', 'keepOnlineStatus', 'pollMessageWebhook', 'incomingBlockWebhook'],
        ...['incomingCallWebhook', 'editedMessageWebhook', 'deletedMessageWebhook'],
      ].map((name) => [name, { enum: ['yes', 'no'] }]),
    ),
  },
  getAuthorizationCode: { 'phoneNumber!': 'integer' },
  setProfilePicture: { 'file!': {} },
  setGroupPicture: { 'groupId!': 'string', 'file!': {} },
  sendFileByUpload: {
    ...{ 'chatId!': 'string', 'file!': {}, 'fileName!': 'string' },
    ...{ caption: 'string', quotedMessageId: 'string' },
  },
  sendFileByUrl: {
    ...{ 'chatId!': 'string', 'urlFile!': 'string', 'fileName!': 'string' },
    ...{ caption: 'string', quotedMessageId: 'string' },
  },
};

export default async function describe(read) {
  const { definitions } = await read('schema.json');
  const { methods } = await read('methods.json');
  const requests = Object.values(methods).flatMap(([request, body, answer]) => {
    if (request === undefined) return [];
    const [verb, route] = request.split(' ');
    const [name] = route.split(/[/?]/);
    const isList = answer.endsWith('[]');
    const shape = example(answer.replace(/\[\]$| or null$/, ''), definitions);
    const params = BODIES[name] ?? paramsOf(definitions[body]);
    return [{ verb, name, params, shape: isList ? [shape] : shape }];
  });
  // The settings of an instance have the name of another type there.
  const got = requests.find(({ name }) => name === 'getSettings');
  got.shape = { wid: '79876543210@c.us', ...sample(BODIES.setSettings) };
  return {
    'description.json': messenger({
      title: 'GREEN-API for WhatsApp',
      sources: [
        {
          from: '@green-api/whatsapp-api-client-js-v2 1.0.3',
          date: '2026-09-02',
          licence: 'MIT',
        },
      ],
      requests,
    }),
  };
}

function paramsOf({ properties = {}, required = [] } = {}) {
  const fields = Object.entries(properties).map(([name, { $ref, ...schema }]) => [
    `${name}${required.includes(name) ? '!' : ''}`,
    $ref ? 'object' : plain(schema),
  ]);
  return Object.fromEntries(fields);
}

/** The items of a poll, the only reference in a request. */
function plain({ items, ...schema }) {
  if (!items?.$ref) return items ? { ...schema, items } : schema;
  const option = { type: 'object', properties: { optionName: { type: 'string' } } };
  return { ...schema, items: { ...option, required: ['optionName'] } };
}

/** A value of a type. */
function example(type, definitions, depth = 0) {
  const schema = typeof type === 'string' ? definitions[type] : type;
  if (!schema) return {};
  if (schema.$ref) return example(schema.$ref.replace('#/definitions/', ''), definitions, depth);
  if (schema.anyOf) return example(schema.anyOf[0], definitions, depth);
  if ('const' in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.properties) {
    const fields = Object.entries(schema.properties).filter(([name]) => name !== 'quotedMessage');
    return Object.fromEntries(
      fields.map(([name, one]) => [name, example(one, definitions, depth + 1)]),
    );
  }
  const [kind] = [schema.type].flat();
  if (kind === 'array') return [example(schema.items, definitions, depth + 1)];
  return { boolean: true, number: 1, string: 'text' }[kind] ?? {};
}
