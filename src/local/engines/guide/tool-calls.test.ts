import { describe, expect, it } from 'vitest';
import type { ChatMessage, ChatTask, Tool } from '../engine.js';
import { type Plan, planCalls } from './tool-calls.js';

const weather: Tool = {
  name: 'get_weather',
  description: 'Tells the weather in a city',
  parameters: {
    type: 'object',
    properties: {
      city: { type: 'string', description: 'Name of the city' },
      unit: { type: 'string', enum: ['celsius', 'fahrenheit'] },
      days: { type: 'integer', minimum: 1, maximum: 14 },
    },
    required: ['city'],
    additionalProperties: false,
  },
};
const mail: Tool = {
  name: 'send_mail',
  description: 'Sends an e-mail to a person',
  parameters: {
    type: 'object',
    properties: {
      to: { type: 'string', format: 'email' },
      subject: { type: 'string' },
      urgent: { type: 'boolean' },
      send_on: { type: 'string', format: 'date' },
      link: { type: 'string', format: 'uri' },
    },
    required: ['to', 'subject'],
  },
};
const flight: Tool = {
  name: 'bookFlight',
  description: 'Books seats on a flight',
  parameters: {
    type: 'object',
    properties: {
      origin: { type: 'string' },
      destination: { type: 'string' },
      date: { type: 'string' },
      seats: { type: 'integer' },
      price: { type: 'number' },
    },
    required: ['origin', 'destination', 'date'],
  },
};
const models: Tool = {
  name: 'openai_GetModelList',
  description: 'Lists the models that the server offers.',
  parameters: { type: 'object', properties: {} },
};
const find: Tool = {
  name: 'search_notes',
  description: 'Searches the notes of the user',
  parameters: {
    type: 'object',
    properties: { query: { type: 'string' }, tags: { type: 'array', items: { type: 'string' } } },
    required: ['query'],
  },
};
const all = [weather, mail, flight, models, find];

const said = (role: ChatMessage['role'], text: string): ChatMessage => ({
  ...{ role, text, pictures: [], files: [], toolCalls: [], toolCallId: undefined },
});

function plan(question: string | string[], further: Partial<ChatTask> = {}) {
  const texts = [question].flat();
  const messages = texts.map((text, index) => said(index % 2 ? 'assistant' : 'user', text));
  const task: ChatTask = {
    ...{ messages, tools: all, toolChoice: 'auto', parallelToolCalls: true },
    ...{ format: { type: 'text' }, stop: [], mostTokens: undefined, seed: undefined },
    ...{ temperature: undefined, topP: undefined, signal: undefined },
    ...further,
  };
  return planCalls(task, texts.at(-1)!);
}

const shown = (found: Plan | undefined) =>
  found && 'calls' in found
    ? found.calls.map(({ name, arguments: text }) => [name, JSON.parse(text)])
    : found?.lacks;

describe('the guide picks a tool and fills in its arguments from the conversation', () => {
  it.each<[question: string, ...calls: [string, object][]]>([
    ['What is the weather in Paris?', ['get_weather', { city: 'Paris' }]],
    ['weather for New York please', ['get_weather', { city: 'New York' }]],
    ['what is the weather in oslo', ['get_weather', { city: 'oslo' }]],
    ['Tell me the weather of city "Bad Homburg"', ['get_weather', { city: 'Bad Homburg' }]],
    [
      'Weather in Rome for 3 days, in Fahrenheit',
      ['get_weather', { city: 'Rome', unit: 'fahrenheit', days: 3 }],
    ],
    [
      'Compare the weather in Paris and in Oslo',
      ['get_weather', { city: 'Paris' }],
      ['get_weather', { city: 'Oslo' }],
    ],
    [
      'Weather in Paris, Oslo and Rome, celsius',
      ['get_weather', { city: 'Paris', unit: 'celsius' }],
      ['get_weather', { city: 'Oslo', unit: 'celsius' }],
      ['get_weather', { city: 'Rome', unit: 'celsius' }],
    ],
    [
      'Send a mail to ann@example.org with the subject "Hello there"',
      ['send_mail', { to: 'ann@example.org', subject: 'Hello there' }],
    ],
    [
      'Send an urgent mail to bob@example.org, subject: Rent due, with https://example.org/a?b=1 on 5 May 2026.',
      [
        'send_mail',
        {
          ...{ to: 'bob@example.org', subject: 'Rent due', urgent: true },
          ...{ send_on: '2026-05-05', link: 'https://example.org/a?b=1' },
        },
      ],
    ],
    [
      'Book a flight from Vienna to Berlin on 2026-12-24 for 2 seats, price 99.5',
      [
        'bookFlight',
        { origin: 'Vienna', destination: 'Berlin', date: '2026-12-24', seats: 2, price: 99.5 },
      ],
    ],
    [
      'book two seats on the flight from Rome to New York tomorrow',
      ['bookFlight', { origin: 'Rome', destination: 'New York', date: 'tomorrow', seats: 2 }],
    ],
    ['Which models are there?', ['openai_GetModelList', {}]],
    ['Search my notes about winter tyres', ['search_notes', { query: 'winter tyres' }]],
    [
      "Search notes for 'tax return', tags: money, state",
      ['search_notes', { query: 'tax return', tags: ['money', 'state'] }],
    ],
  ])('%s', async (question, ...calls) => {
    expect(shown(await plan(question))).toEqual(calls);
  });

  it.each(['What is the capital of France?', 'Hello!', '', 'How do I brew tea?'])(
    '%j calls none',
    async (question) => {
      expect(await plan(question)).toBeUndefined();
    },
  );

  it('asks for missing values, and continues with the answer', async () => {
    const question = 'What is the weather, for 3 days?';
    const asked = shown(await plan(question)) as string;
    expect(asked).toBe('To call get_weather, I need to know: city.\ncity: Name of the city');
    expect(shown(await plan([question, asked, 'Graz.']))).toEqual([
      ['get_weather', { city: 'Graz', days: 3 }],
    ]);
    const two = shown(await plan('Book a flight from Linz')) as string;
    expect(two).toBe('To call bookFlight, I need to know: destination, date.');
    expect(shown(await plan(['Book a flight from Linz', two, 'to Rome on 2027-01-02']))).toEqual([
      ['bookFlight', { origin: 'Linz', destination: 'Rome', date: '2027-01-02' }],
    ]);
  });

  it('calls the tool that it must call, and none that it must not', async () => {
    const question = 'What is the weather in Paris?';
    expect(await plan(question, { toolChoice: 'none' })).toBeUndefined();
    const named = await plan(question, { toolChoice: { name: 'search_notes' } });
    expect(shown(named)).toEqual([['search_notes', { query: question }]]);
    expect(shown(await plan('Hm.', { toolChoice: 'required', tools: [models] }))).toEqual([
      ['openai_GetModelList', {}],
    ]);
  });

  it('calls once if parallel calls are disabled', async () => {
    const one = await plan('Weather in Paris and in Oslo', { parallelToolCalls: false });
    expect(shown(one)).toEqual([['get_weather', { city: 'Paris' }]]);
  });

  it('always does the same with the same IDs, and lets a seed choose among equals', async () => {
    expect(await plan('Weather in Rome')).toEqual(await plan('Weather in Rome'));
    const twins = [
      { ...models, name: 'one' },
      { ...models, name: 'two' },
    ];
    const chosen = async (seed: number | undefined) =>
      shown(await plan('models', { tools: twins, seed }))![0]![0];
    expect([await chosen(undefined), await chosen(0), await chosen(1)]).toEqual([
      'one',
      'one',
      'two',
    ]);
  });

  it('does not call a tool with arguments its schema forbids', async () => {
    const pattern = {
      ...weather,
      parameters: {
        type: 'object',
        properties: { city: { type: 'string', pattern: '^[A-Z]{3}$' } },
        required: ['city'],
      },
    };
    const found = shown(await plan('Weather in Paris', { tools: [pattern] }));
    expect(found).toMatch(
      /^I cannot call get_weather with the values from the question: .*pattern/,
    );
  });
});
