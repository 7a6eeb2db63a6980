export declare const withSynonyms: (term: string) => string | string[];
export declare const boostOf: (term: string, index: number, terms: readonly string[]) => number;
