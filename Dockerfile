# Builds the one executable, then keeps nothing else. The data folder is the volume /data; a boardcast.yaml in it is read.
FROM denoland/deno:2.9.6 AS build
WORKDIR /boardcast
COPY . .
RUN deno task compile

FROM debian:13-slim
RUN install --directory --owner=10001 --group=10001 --mode=0700 /data
COPY --from=build /boardcast/dist/boardcast /usr/local/bin/boardcast
ENV BOARDCAST_HOST=0.0.0.0 BOARDCAST_DATA=/data
WORKDIR /data
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=5s --retries=3 CMD ["boardcast", "health"]
ENTRYPOINT ["boardcast"]
CMD ["serve"]
