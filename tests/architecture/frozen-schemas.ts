/** SHA-256 of each lane's JSON schema, by protocol version. A version that has left the house never changes. */
export const frozenSchemas: Readonly<
  Record<number, { readonly up: string; readonly down: string; readonly bootstrap: string }>
> = {
  1: {
    up: "cd6b05eee5ab085f3bdc8d736e61e61d02d7ca08d94b5bf9aaf2981b72d03f1e",
    down: "6e841401549e097cac697bd7484f1e2a9a8dc0c9c4788014084c81ca87362b78",
    bootstrap: "18cef3061e91fb560ea6f2a866425358649ce6a10f0292f5dbe714e76fc23ca8",
  },
  2: {
    up: "62b09819319ee80d7954c45433abb6cd8bbe138aeeb08fd89dfeed00b7962d5d",
    down: "6e4ae86ae34f02fa236948976bcdb9df9b392a922abd51a03c78141b2a20ce12",
    bootstrap: "18cef3061e91fb560ea6f2a866425358649ce6a10f0292f5dbe714e76fc23ca8",
  },
};

/** The same for the live channel. */
export const frozenLiveSchemas: Readonly<
  Record<number, { readonly up: string; readonly down: string; readonly value: string }>
> = {
  1: {
    up: "1890b57d9558676c9000a1c5382557705127880b18ab5105cdcfd35b18b965de",
    down: "4517e58b3d5c498a660ab8178b7a7a728d4df63a9b6de4eedacd627aa078fc59",
    value: "cdbcf52783a2c829d5f06259f59699bb799bed2204b39ad6ad08e38c22cfa3e4",
  },
};
