import type { Metadata } from './worker/protocol.js';

export type { Metadata, Method, Property } from './worker/protocol.js';

export interface Done {
  result: true;
}

export interface ClassNames {
  result: true;
  classes: string[];
}

export interface Instance {
  result: true;
  /** The ID of the instance, for the other methods. */
  instance_id: string;
}

export interface InstanceMetadata {
  result: true;
  metadata: Metadata;
}

export interface MethodResult {
  result: true;
  data: {
    /** What the method returned; `null` if it returns nothing. */
    value: unknown;
    /** The values of all readable properties, by their English names. */
    properties: Record<string, unknown>;
    /** The parameters after the call, if the component changed any. */
    params?: unknown[];
  };
}

export interface Properties {
  result: true;
  /** The values of all readable properties, by their English names. */
  properties: Record<string, unknown>;
}

export interface PropertyValue {
  result: true;
  value: unknown;
}
