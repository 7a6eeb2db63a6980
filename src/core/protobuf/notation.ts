import { type Field, jsonNameOf, MessageType, type ScalarType, Schema } from './schema.js';

/**
 * A schema of our own, written as `{ 'package.Message': 'int64 seconds 1; repeated string paths 2' }`.
 * A type with a dot is a message. `optional` marks a field whose absence has a meaning.
 */
export function schemaOf(messages: Readonly<Record<string, string>>): Schema {
  const schema = new Schema();
  for (const [name, text] of Object.entries(messages)) {
    const fields = text.split(';').filter(Boolean).map(fieldOf);
    schema.addMessage(new MessageType(name, fields, name.endsWith('Entry')));
  }
  return schema;
}

function fieldOf(text: string): Field {
  const words = text.trim().split(' ');
  const [type = '', name = '', number = ''] = words.slice(-3);
  const isMessage = type.includes('.');
  const repeated = words[0] === 'repeated';
  return {
    name,
    jsonName: jsonNameOf(name),
    number: Number(number),
    type: isMessage ? 'message' : (type as ScalarType),
    typeName: isMessage ? type : '',
    repeated,
    required: false,
    hasPresence: !repeated && (isMessage || words[0] === 'optional'),
    packed: repeated && !isMessage && type !== 'string' && type !== 'bytes',
    oneof: undefined,
  };
}
