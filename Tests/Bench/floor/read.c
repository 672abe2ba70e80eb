/* The floor: the libvirt calls that the controller makes to read all domains of the test driver, and nothing else.
   Usage: read URI TIMES. Prints processor microseconds a reading.
   A loop for events runs beside it, as in every program that is told of events: each call by a socket wakes it. */
#include <libvirt/libvirt.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static unsigned long long sum;

static void one(virDomainPtr domain)
{
    virDomainInfo info;
    virDomainMemoryStatStruct memory[VIR_DOMAIN_MEMORY_STAT_NR];
    virDomainBlockStatsStruct block;
    virDomainInterfaceStatsStruct net;
    char name[32];
    unsigned char uuid[VIR_UUID_BUFLEN];
    virDomainGetUUID(domain, uuid);
    sum += strlen(virDomainGetName(domain)) + virDomainGetID(domain);
    if (virDomainGetInfo(domain, &info) == 0) sum += info.cpuTime;
    sum += virDomainMemoryStats(domain, memory, VIR_DOMAIN_MEMORY_STAT_NR, 0);
    if (virDomainBlockStats(domain, "vda", &block, sizeof block) == 0) sum += block.rd_bytes;
    /* The name of its interface is in the XML, which is read once and kept. */
    snprintf(name, sizeof name, "net%d", atoi(strrchr(virDomainGetName(domain), '-') + 1));
    if (virDomainInterfaceStats(domain, name, &net, sizeof net) == 0) sum += net.rx_bytes;
}

static void *loop(void *unused)
{
    while (virEventRunDefaultImpl() == 0) {}
    return unused;
}

int main(int argc, char **argv)
{
    pthread_t thread;
    virEventRegisterDefaultImpl();
    pthread_create(&thread, NULL, loop, NULL);
    virConnectPtr connection = virConnectOpen(argv[1]);
    int times = atoi(argv[2]);
    if (!connection) return 1;
    struct timespec before, after;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
    for (int round = 0; round < times; round++) {
        virDomainStatsRecordPtr *records;
        int count = virConnectGetAllDomainStats(connection, VIR_DOMAIN_STATS_STATE | VIR_DOMAIN_STATS_CPU_TOTAL |
            VIR_DOMAIN_STATS_BALLOON | VIR_DOMAIN_STATS_INTERFACE | VIR_DOMAIN_STATS_BLOCK, &records, 0);
        for (int i = 0; i < count; i++) one(records[i]->dom);
        virDomainStatsRecordListFree(records);
    }
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
    double spent = (after.tv_sec - before.tv_sec) * 1e6 + (after.tv_nsec - before.tv_nsec) / 1e3;
    printf("%.0f %llu\n", times ? spent / times : 0, sum);
    virConnectClose(connection);
    return 0;
}
