/** Of nothing and of nobody. */
export const someId = '00000000-0000-7000-8000-000000000000';
