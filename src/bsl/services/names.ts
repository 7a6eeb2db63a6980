import names from './names.json' with { type: 'json' };

/** The reference's names of a service in both languages. */
export interface ServiceNames {
  module: string;
  russian: string;
  /** Russian names of methods by their English ones. */
  methods: Readonly<Record<string, string>>;
  /** Methods that return a structure. All others return a map. */
  structures: readonly string[];
}

/** By the name of the service. Services that do not exist yet are in it too. */
export const SERVICE_NAMES: Readonly<Record<string, ServiceNames>> = names;
