import { clip } from '../../../core/definition/kinds/refuse.js';

/** A value that cannot be BSON, and where it is: `.price`, `[0].name`. */
export class BsonProblem extends Error {
  readonly place: string;

  constructor(place: string, message: string) {
    super(message);
    this.place = place;
  }
}

/** Says what a value must be. */
export function mustBe(place: string, takes: string, value: unknown): BsonProblem {
  const shown = typeof value === 'string' ? `"${clip(value)}"` : shownType(value);
  return new BsonProblem(place, `must be ${takes}, not ${shown}`);
}

function shownType(value: unknown): string {
  if (value === null || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return 'an array';
  const type = typeof value;
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`;
}
