# Liên Thông gateway, with its embedded PostgreSQL for one machine.
#
#   docker build -t lienthong .
#   docker run --init --stop-timeout 60 -p 8080:8080 -v lienthong:/data lienthong
#
# --stop-timeout: deliveries under way are finished and the database is closed before the process ends; Docker's own
# 10 seconds may be too short. --init: the database is a process of its own that outlives a killed gateway; an init
# collects what it leaves behind. With DATABASE_URL set, neither database nor --init is needed.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node src/setup.mjs build

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev && npm cache clean --force

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
    LIENTHONG_DATA=/data \
    LIENTHONG_HOST=0.0.0.0 LIENTHONG_LOG_FILE=-
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json ./
COPY schemas ./schemas
COPY config ./config
COPY adapters ./adapters
# A named volume takes over this owner. A folder of the host must be writable for uid 1000, or pass --user.
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8080
# The slim image has no curl.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.LIENTHONG_PORT ?? 8080}/readyz`).then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/main.js", "start"]
