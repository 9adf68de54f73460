/** `copy ... from stdin` of one text, as a query that `pg` submits. Says how many rows it was. */
export function copyIn(client, table, text) {
  return new Promise((resolve, reject) => {
    let failed;
    let rows = 0;
    client.query({
      submit: (connection) => {
        connection.query(`copy ${table} from stdin`);
      },
      handleCopyInResponse: (connection) => {
        connection.sendCopyFromChunk(Buffer.from(text));
        connection.endCopyFrom();
      },
      handleCommandComplete: ({ text: tag }) => {
        rows = Number(tag.split(' ')[1]);
      },
      handleError: (error) => {
        failed = error;
        reject(error);
      },
      handleReadyForQuery: () => {
        if (!failed) resolve(rows);
      },
    });
  });
}
