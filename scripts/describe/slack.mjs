// Slack: arguments from the types of its SDK, responses from those recorded in its SDK.
import { common, plain } from './examples.mjs';

/** Fields that only errors and warnings have. */
const NOT_WHEN_OK = ['error', 'needed', 'provided', 'warning', 'errors', 'deprecated_argument'];

export default async function describe(read) {
  const used = Object.values((await read('methods.json')).methods).flat();
  const names = [
    ...new Set(used.map((text) => text.split(' ')[0]).filter((name) => name.includes('.'))),
  ];
  const args = await read('arguments-8.2.0.json');
  const answers = await read('answers-2026.json');
  const { paths } = await read('openapi-2021.json');
  const operations = names.map((name) => {
    const published = Object.values(paths[`/${name}`] ?? {})[0];
    const takesJson = published
      ? published.consumes.includes('application/json')
      : name === 'files.completeUploadExternal';
    const shape = plain(answerOf(answers[name].answer));
    const example = published?.responses['200'].examples?.['application/json'];
    return [
      name,
      {
        ...(takesJson && { places: ['query', 'form', 'json'] }),
        params: Object.fromEntries(Object.entries(args[name]).map(param)),
        ...oneOf(args[name]),
        shape,
        // If a method returns more fields now than before, the larger response is the better example.
        ...(example &&
          Object.keys(example).length > 1 && { example: plain(common(shape, example)) }),
      },
    ];
  });
  return {
    'description.json': {
      title: 'Slack Web API',
      sources: [
        { from: 'types of npm @slack/web-api 8.2.0', date: '2026-09-30', licence: 'MIT' },
        {
          from: 'json-logs/samples/api of github.com/slackapi/java-slack-sdk 86ff7ca9',
          date: '2026-08-07',
          licence: 'MIT',
        },
        {
          from: 'web-api/slack_web_openapi_v2.json of github.com/slackapi/slack-api-specs bc08db49',
          date: '2021-09-07',
          licence: 'MIT',
        },
      ],
      base: '/api',
      verbs: ['GET', 'POST'],
      places: ['query', 'form'],
      nesting: 'json',
      operations: Object.fromEntries(operations),
    },
  };
}

function param([name, { type, required }]) {
  const isEnum = type.includes('"');
  const plainType = isEnum ? { enum: type.split('|').map((one) => JSON.parse(one)) } : type;
  return [`${name}${required === true ? '!' : ''}`, plainType];
}

/** Arguments of which a method needs one: the types have a variant for each. */
function oneOf(args) {
  const groups = [
    ['text', 'blocks', 'attachments', 'markdown_text'],
    ['file', 'external_id'],
    ['channel', 'users'],
  ];
  const inForms = groups.filter((group) =>
    group.every((name) => args[name]?.required === 'in some forms'),
  );
  return inForms.length > 0 && { oneOf: inForms };
}

function answerOf(recorded) {
  const fields = Object.entries(recorded).filter(([name]) => !NOT_WHEN_OK.includes(name));
  return { ...Object.fromEntries(fields), ok: true };
}
