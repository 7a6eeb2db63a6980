import { randomUUID } from 'node:crypto';
import { raise } from './errors.js';
import { BslObject, define } from './object.js';
import { toText } from './text.js';

const FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const EMPTY = '00000000-0000-0000-0000-000000000000';

export class Uuid extends BslObject {
  readonly id: string;

  constructor(id: string) {
    super();
    this.id = id;
  }

  static random(): Uuid {
    return new Uuid(randomUUID());
  }

  static parse(text: string): Uuid {
    const id = text.toLowerCase();
    if (FORM.test(id)) return new Uuid(id);
    return raise({ ru: 'Неверный уникальный идентификатор', en: `"${id}" is not a UUID` });
  }

  override toText(): string {
    return this.id;
  }

  override equals(other: unknown): boolean {
    return other instanceof Uuid && other.id === this.id;
  }

  override get hashKey(): unknown {
    return `uuid ${this.id}\0`;
  }

  override get isFilled(): boolean {
    return this.id !== EMPTY;
  }
}

define(Uuid, {
  type: 'УникальныйИдентификатор UUID',
  create: (text?: unknown) => {
    if (text === undefined) return Uuid.random();
    return Uuid.parse(toText(text));
  },
});
