# docker build -t talks . && docker run -d --restart unless-stopped --env-file .env -v talks:/data talks
FROM python:3.11-slim
WORKDIR /app
# With what reads .html, .pdf and .rss files, which admins may send.
COPY constraints-formats.txt ./
RUN pip install --no-cache-dir --require-hashes -r constraints-formats.txt
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY index index
RUN pip install --no-cache-dir --no-deps --no-build-isolation .
COPY seeds /data/articles
RUN useradd --system talks && chown -R talks /data
USER talks
WORKDIR /data
# Articles, index and state are in the volume; .env gives the rest.
ENV TALKS_ARTICLES=/data/articles TALKS_INDEX=/data/index TALKS_STATE=/data/state.sqlite3 TELEGRAM_MONITOR_PORT=9464
VOLUME /data
HEALTHCHECK CMD python -c "import urllib.request as u; u.urlopen('http://127.0.0.1:9464/health', timeout=3)"
ENTRYPOINT ["talks"]
CMD ["telegram"]
